// Opens and closes spans on the calling thread and writes their records to its ring; called by the hooks.  The
// functions for function spans are in span_fast_path.h.
#pragma once

#include "runtime/frontend/thread_ring.h"
#include "runtime/frontend/values.h"

namespace telinject {

// Opens a loop or try-block span inside the span `outer`.  Returns 0 if `outer` is not open.
int open_inner_span(Thread *t, int outer, const char *site, SpanKind kind);
// Opens the span of a library's call, inside `outer` or, if that is 0, inside the innermost span; it may be the outermost.
// Its record has the call's attributes.  Returns 0 if it is not recorded.
int open_call_span(Thread *t, const CallState &call, const FrameAddress &frame);
// Opens the span of a request that a server handles, in the request's context.  link: the span around the handler, or null.
int open_request_span(Thread *t, const CallState &call, const FrameAddress &frame, const SpanLink *link);
// Returns the exception that is leaving the call, with its message; null if none is.
struct ExceptionInfo;
const ExceptionInfo *exception_leaving_call(Thread *t, const CallState &call);
// Closes either.
void close_call_span(Thread *t, const CallState &call);
// Records a span over several calls that ends now.
struct HandleSpan;
void record_handle_span(Thread *t, const CallState &call, const HandleSpan &span);
// Fills in the trace and the parent of a span over several calls, which begins now.
void begin_handle_span(Thread *t, const CallState &call, HandleSpan &span);
// Opens a span that is not bound to the frame it is opened in; the site has no codes.  Returns 0 if it needs none.
int open_by_hand(Thread *t, const char *site, const FrameAddress &caller);
// Handles a trace that is not sampled: with tail sampling it is recorded until its end decides (tail.h), otherwise it
// is only counted.
void sample_out(Thread *t, bool &sampled, std::uint16_t &context_flags);
// Record the events of telinject_iteration and the other hooks of <telinject/telinject.h>.  loop, outer: guards
// (dormancy.h); those that return an int return the guard from then on.
int record_iteration(Thread *t, int loop);
void set_loop_exit_reason(Thread *t, int loop, int exit_reason);
int record_branch(Thread *t, int outer, const char *site);
int record_assignment(Thread *t, int outer, const char *site, Arguments &values);
void record_catch(Thread *t, int try_block);

// Records the throw of an exception, which then leaves the open spans one by one until it is caught. exception: its
// _Unwind_Exception.  uncaught: the C++ library's counter of the thread's active exceptions; null if unknown.
void record_throw(Thread *t, const void *exception, const volatile std::uint32_t *uncaught);
// Closes all spans because the exception has no handler.
void record_uncaught(Thread *t);

// Returns the function that encloses the span at that index, or null if none does.  A suppressed span has the id and
// the function name of the span below it.
const char *function_around(const Thread *t, std::uint32_t index);

// Reserves room for a record, waiting for the writer if the ring is full.  Returns null if waiting is impossible.
char *reserve_record(Thread *t);
// Publishes a record that ends there.
void finish_record(Thread *t, Record *r, const char *end);

// Repairs the stack after a signal handler has jumped out of a hook: a span whose entry was not committed is removed.
void repair_spans(Thread *t);

// Returns true if another span can be pushed.
inline bool has_room_for_span(Thread *t) {
  return !t->spans.full() || make_room_for_span(t);
}

// Call this after the stack of spans or the trace has changed other than by a function.
// A root inside an unsampled trace must be found, which calls_until_root_search is for (roots.h).
inline void update_unsampled_frame_limit(Thread *t) {
  t->unsampled_frame_limit = t->spans.depth() != 0 && !t->flags.sampled ? t->spans.top().frame.low : 0;
}

// Closes the spans that control has left without running their guards, as that frame proves.
void close_stale_spans(Thread *t, const FrameAddress &frame);

// Closes the spans above a depth with that exit flag (record.h).
void close_spans_down_to(Thread *t, std::uint32_t depth, std::uint8_t exit_flag);
// Closes all open spans, innermost first, with that exit flag (record.h).  If they belong to another thread, `into`
// writes the records and the spans stay where they are.
void close_all_spans(Thread *t, Thread *target, std::uint8_t exit_flag);

} // namespace telinject
