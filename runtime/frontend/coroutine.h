// Moves the spans of coroutines between stacks: suspending takes them off the thread's stack, resuming puts them on the
// stack of the thread that resumes.  All functions take the calling thread's block.
#pragma once

#include "runtime/frontend/thread_ring.h"
#include "runtime/frontend/trace_context.h"

namespace telinject {

// State of one coroutine, from its first suspension until its frame is destroyed.
struct Coroutine;

// Moves the span and all spans above it from the stack to `coroutine` (null at the first suspension: allocates one).
// Returns the coroutine; null if the span is not open or no memory is available, and then the spans stay.
Coroutine *suspend(Thread *t, int handle, Coroutine *coroutine);
// Puts the coroutine's spans on top of the stack.
void resume(Thread *t, Coroutine *coroutine);
// Frees the coroutine because its frame is destroyed.  Spans that are still suspended are closed as abandoned.
void drop(Thread *t, Coroutine *coroutine);
// Restores the thread's own trace after a resumed coroutine's outermost span has been closed.
void leave_coroutine(Thread *t, Coroutine *coroutine);
TraceState trace_around(const Coroutine *coroutine);

// The context of a remote span, whose trace this process may sample otherwise than `parent` says.
struct RemoteParent;
Continued continue_remote(Thread *t, const RemoteParent &parent);
// Makes the context the parent of the spans that are opened next, until the returned handle is closed like a span.
// Returns 0 if no memory is available.
int open_continued(Thread *t, const Continued &context);

// At the end of the process: thread t closes the spans of all suspended coroutines with that exit flag.
void close_suspended(Thread *t, std::uint8_t exit_flag);

} // namespace telinject
