// Opening and closing spans on the calling thread: from the hooks of instrumented code into its ring.  Those of
// functions are declared in span_fast_path.h.
#pragma once

#include "runtime/frontend/thread_ring.h"
#include "runtime/frontend/values.h"

namespace telinject {

// A loop or a try block inside the span `outer`; 0 where that is not open.
int open_inner_span(Thread *t, int outer, const char *site, SpanKind kind);
// A span that is not bound to the frame it is opened in; the site has no codes.  0 where it needs none.
int open_by_hand(Thread *t, const char *site, const FrameAddress &caller);
// What becomes of a trace that is not kept: it is recorded for how it ends (tail.h), or only counted.
void sample_out(Thread *t, bool &sampled, std::uint16_t &context_flags);
// What telinject_iteration and the others of <telinject/telinject.h> tell.
void record_iteration(Thread *t, int loop);
void set_loop_exit_reason(Thread *t, int loop, int exit_reason);
void record_branch(Thread *t, int outer, const char *site);
void record_assignment(Thread *t, int outer, const char *site, Arguments &values);
void record_catch(Thread *t, int attempt);

// An exception is raised: it leaves the open spans one by one until it is caught.  exception: the _Unwind_Exception.
// uncaught: the C++ library's count of the thread's exceptions under way; null where it is not known.
void record_throw(Thread *t, const void *exception, const volatile std::uint32_t *uncaught);
// There was no handler for it: it has left all spans.
void record_uncaught(Thread *t);

// After a signal handler has jumped out of a hook: a span whose entry was not committed is none.
void repair_spans(Thread *t);

// May another one be pushed?
inline bool has_room_for_span(Thread *t) {
  return !t->spans.full() || make_room_for_span(t);
}

// After the stack of spans or the trace has changed in another way than by a function.
inline void update_unsampled_frame_limit(Thread *t) {
  t->unsampled_frame_limit = t->spans.depth() != 0 && !t->flags.sampled ? t->spans.top().frame.low : 0;
}

// Those above a depth, with that mark (record.h).
void close_spans_down_to(Thread *t, std::uint32_t depth, std::uint8_t exit_flag);
// All open spans, innermost first, with that mark (record.h).  The spans stay where they are if they are another
// thread's: then `into` is the thread that writes for it.
void close_all_spans(Thread *t, Thread *into, std::uint8_t exit_flag);

} // namespace telinject
