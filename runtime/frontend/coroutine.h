// Coroutines: their spans leave a thread's stack when they are suspended, and come to that of the thread which resumes
// them. Functions take the calling thread's block.
#pragma once

#include "runtime/frontend/thread_ring.h"

namespace telinject {

// What is kept of one coroutine from its first suspension until its frame is gone.
struct Coroutine;

// Takes the span and all above it off the stack.  coroutine: null the first time.  Returns it, null where the span is
// not open or memory is short: then the spans stay.
Coroutine *suspend(Thread *t, int handle, Coroutine *coroutine);
// Puts them on top of the stack.
void resume(Thread *t, Coroutine *coroutine);
// The frame is gone.  Spans that were still suspended are told as abandoned.
void drop(Thread *t, Coroutine *coroutine);
// A resumed coroutine's outermost span has been closed: the thread goes on with the trace it had.
void leave_coroutine(Thread *t, Coroutine *coroutine);

// A place in a trace, of another thread or process, where this thread goes on.
struct Continued {
  std::uint64_t trace_high = 0, trace_low = 0, span = 0;
  bool sampled = false;
  std::uint16_t context_flags = 0;
};
// What is opened on top of it belongs there, until it is closed like a span.  The handle; 0 where memory is short.
int open_continued(Thread *t, const Continued &place);

// The process ends: spans of all suspended coroutines are told with that mark, by t.
void close_suspended(Thread *t, std::uint8_t exit_flag);

} // namespace telinject
