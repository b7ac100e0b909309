// Tail sampling (TELEMETRY_TAIL=errors): records of sampled-out traces wait here until all spans of the trace are
// closed, or one of them had an error or was slow.  In the latter case all records are written, later ones at once;
// otherwise they are dropped.  Uses memory of a fixed size.  All functions require the drain lock unless they say
// otherwise; async-signal-safe.
#pragma once

#include "runtime/core/record.h"
#include "runtime/core/thread_text.h"

namespace telinject {

// Allocates memory for the records.  Called before the first one.
void tail_start(std::uint64_t bytes);

// Stores a record of a sampled-out trace.  Returns false if the record must be written now.
bool tail_takes(const ThreadFacts &thread, const Record *r);

// Keeps all waiting traces, because the process dies or executes another program and their outcome will stay unknown.
// Callable on any thread.
void tail_keep_all(bool keep);
// Writes the waiting records if tail_keep_all is in effect.
void tail_release();

// Discards waiting records, because their literals may move from now on (dlclose).
void tail_forget_sites();
void tail_reset_for_child();

// Returns the number of traces that ended without being written.
std::uint64_t tail_dropped_traces();

} // namespace telinject
