// Tracks stacks that threads switch between (swapcontext, Boost.Context and others); each stack has its own open spans.
// The hooks compare an event's frame with the bounds of the thread's current stack and call this code for a frame
// outside of them.  Functions take the calling thread's block, which is marked busy.
#pragma once

#include "runtime/base/stack_bounds.h"
#include "runtime/frontend/span_stack.h"

namespace telinject {

struct Thread;

// The spans of a stack that no thread runs on, and their trace.
struct SuspendedSpans {
  SpanStack spans;
  std::uint64_t trace_high = 0, trace_low = 0;
  bool sampled = false;
  std::uint16_t context_flags = 0;
};

struct Fiber {
  StackBounds stack;
  bool is_exact = false;   // otherwise learned from the frames seen so far, and extended by later ones
  bool has_inner = false;  // stacks of other fibers lie inside this one
  bool is_used = false;    // the table entry is in use
  bool is_partial = false; // a thread's own stack whose full bounds have not been read yet
  std::uint32_t next_free = 0;
  Thread *runs_on = nullptr; // the thread whose `spans` belong to this stack; null: they are in `saved`
  Thread *ran_on = nullptr;  // the thread whose ring contains the entry records of its spans
  Span *memory = nullptr;
  SuspendedSpans saved;
};

// Makes the spans of the stack that contains `frame` the thread's current ones, and sets t->stack to its bounds. span:
// the handle the event refers to, 0 if it opens a span.  Returns false if no memory is available for another stack, or
// its spans are unavailable.
bool switch_to_stack_slow_path(Thread *t, std::uintptr_t frame, int span);

// A new context (makecontext, make_fcontext) will run on this stack: closes the spans of its previous user as
// abandoned.
void note_new_stack(Thread *t, const StackBounds &stack);

// Returns true if another span can be pushed.  Enlarges a full fiber's memory.
bool make_room_for_span(Thread *t);

// Returns true only if both addresses are certainly on one stack and neither is on the alternate signal stack.
bool is_on_one_stack(Thread *t, std::uintptr_t a, std::uintptr_t b);

// Called when a block gets or loses its owner, which runs on its own stack.
void begin_fibers(Thread *t);
void end_fibers(Thread *t);
// In a forked child, where only `self` (which may have no block) is alive: open spans become context.
void keep_fibers_in_child(Thread *self);
// At the end of the process: thread t closes the spans of all stacks that no thread runs on, with that exit flag.
void close_suspended_fibers(Thread *t, std::uint8_t exit_flag);

} // namespace telinject
