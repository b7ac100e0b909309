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
// A loop or a try block inside the span `outer`; 0 where that is not open.
int open_inner_span(Thread *t, int outer, const char *site, SpanKind kind);
// What telinject_iteration and the others of <telinject/telinject.h> tell.
void tell_iteration(Thread *t, int loop);
void keep_way(Thread *t, int loop, int way);
void tell_branch(Thread *t, int outer, const char *site);
void tell_change(Thread *t, int outer, const char *site, Arguments &values);
void tell_caught(Thread *t, int attempt);

void repair_spans(Thread *t);

// All open spans, innermost first, with that mark (record.h).  The spans stay where they are if they are another thread's:
// then `into` is the thread that writes for it.
void close_all_spans(Thread *t, Thread *into, std::uint8_t mark);

} // namespace telinject
