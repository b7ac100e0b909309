// From a record to its events, with everything looked up that their lines need.  Used by whoever drains (drain.h), and
// by telinject-events for what a process left in files.  One user at a time; async-signal-safe.
#pragma once

#include "runtime/core/thread_text.h"
#include "runtime/formats/format.h"

namespace telinject {

// Takes an event that is complete but for its sequence; what it points to is valid until it returns.  False: it is
// lost.
using TakeEvent = bool (*)(Event &event);

void rendering_start(const Format *format, const RenderOptions &options, TakeEvent take);

// Hands on the events of one record, which came from that thread.
void render_record(ThreadText &text, const ThreadFacts &thread, const Record *r);

// Literals may lie elsewhere from now on (dlclose).
void rendering_forget_sites();
// The same where another thread may have been in the middle of them (a forked child): their memory is left as it is.
void rendering_abandon_sites();

} // namespace telinject
