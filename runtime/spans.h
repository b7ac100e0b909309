// Opening and closing spans on the calling thread: from the hooks of instrumented code into its ring.
#pragma once

#include "thread_ring.h"
#include "values.h"

namespace telinject {

// The handle, or 0 where nothing has to be closed.
int open_span(Thread *t, const char *site, Arguments &values, std::uintptr_t frame, std::uintptr_t return_address);
void close_span(Thread *t, int handle);
void keep_return_value(Thread *t, int handle, const char *code, Arguments &value);

// After a signal handler has jumped out of a hook: a span whose entry was not committed is none.
void repair_spans(Thread *t);

// All open spans, innermost first, with that mark (record.h).  The spans stay where they are if they are another thread's:
// then `into` is the thread that writes for it.
void close_all_spans(Thread *t, Thread *into, std::uint8_t mark);

} // namespace telinject
