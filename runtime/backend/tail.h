// TELEMETRY_TAIL=errors: records of traces that are sampled out wait here until none of the trace's spans is open any
// more, or one of them had an error or was slow.  Then all of them are written, from there on at once; else they are
// dropped. In memory of a fixed size.  Only whoever drains, but where it says otherwise; async-signal-safe.
#pragma once

#include "runtime/core/record.h"
#include "runtime/core/thread_text.h"

namespace telinject {

// Room for records.  Before the first one.
void tail_start(std::uint64_t bytes);

// Takes a record of a trace that is sampled out.  False: it is to be written now.
bool tail_takes(const ThreadFacts &thread, const Record *r);

// The process dies or becomes another program: nobody will know how its traces would have ended, so they are written.
// Any thread.
void tail_keep_all(bool keep);
// What waits is written if that is so.
void tail_release();

// Literals may lie elsewhere from now on (dlclose): what waits cannot be told any more.
void tail_forget_sites();
void tail_reset_for_child();

// Traces that ended without having been written.
std::uint64_t tail_dropped_traces();

} // namespace telinject
