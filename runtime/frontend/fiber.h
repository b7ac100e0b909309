// Stacks that threads switch to and from (swapcontext, Boost.Context and the like): each has open spans of its own. The
// hooks compare an event's frame with the bounds of the stack that the thread was on; one outside of them comes here.
// Functions take the calling thread's block, which is marked busy.
#pragma once

#include "runtime/base/stack_bounds.h"
#include "runtime/frontend/span_stack.h"

namespace telinject {

struct Thread;

// The spans of a stack while no thread is on it, and the trace they are in.
struct SuspendedSpans {
  SpanStack spans;
  std::uint64_t trace_high = 0, trace_low = 0;
  bool sampled = false;
  std::uint16_t context_flags = 0;
};

struct Fiber {
  StackBounds stack;
  bool is_exact = false;   // else learned from the frames seen so far, and to be extended by further ones
  bool has_inner = false;  // other fibers' stacks lie inside of this one
  bool is_used = false;    // of the table's
  bool is_partial = false; // a thread's own, of which more is known when that is asked for
  std::uint32_t next_free = 0;
  Thread *runs_on = nullptr; // whose `spans` are this stack's; null: they are in `saved`
  Thread *ran_on = nullptr;  // in whose ring the entries of its spans are
  Span *memory = nullptr;
  SuspendedSpans saved;
};

// Makes t->spans those of the stack that `frame` is on, and t->stack its bounds.  span: the handle that the event is
// about, 0 where it opens a span.  False: there is no memory for another stack, or its spans cannot be had.
bool switch_to_stack_slow_path(Thread *t, std::uintptr_t frame, int span);

// A context was made (makecontext, make_fcontext) that will run there: what ran there before never goes on.
void note_new_stack(Thread *t, const StackBounds &stack);

// May another span be pushed?  Enlarges a fiber's memory where it is full.
bool make_room_for_span(Thread *t);

// Do certainly both lie on one stack, neither of them on the alternate signal stack?
bool is_on_one_stack(Thread *t, std::uintptr_t a, std::uintptr_t b);

// A thread's block gets an owner, or loses it: it is on its own stack.
void begin_fibers(Thread *t);
void end_fibers(Thread *t);
// In a forked child, where only `self` lives (maybe no block): open spans are context there.
void keep_fibers_in_child(Thread *self);
// The process ends: spans of all stacks that no thread is on are told with that mark, by t.
void close_suspended_fibers(Thread *t, std::uint8_t exit_flag);

} // namespace telinject
