// Beginning and end of a thread, seen from the hooks, and of the process.
#pragma once

#include "runtime/frontend/thread_ring.h"
#include "runtime/frontend/upcalls.h"
#include "runtime/sinks/patience.h"

namespace telinject {

// begin_thread for the calling thread, with everything that has to happen at its end.
Thread *register_thread();
// Once, before the first of them.  False: the C library refuses.
bool threads_start();

// After the end of the process has begun: is t the thread that ends it?
bool thread_ends_process(const Thread *t);

// What the end of the process waits for, all in all.
Patience &end_patience();
// A forked child has an end of its own.
void reset_end_patience();
// Waits a moment until no other thread is in the middle of a hook: afterwards their spans stand still, since in
// state_ended they are turned away.
void wait_for_hooks_of_other_threads(const Thread *self);
// Registers end_process with quick_exit.  exit is seen by a destructor of the library.
void exit_hooks_start();

// Signals whose default action ends the process: what was recorded is written first.
void crash_flush_start();

// pthread_atfork.
void fork_hooks_start();

// Sees to it that exceptions are seen where they are thrown.  Again for each object that attaches: it may have come
// with a C++ library of its own.
void throw_hook_start();
// Sees to it that the stacks of contexts are known when they are made.
void context_hooks_start();

// Keeps the replaced libc functions in a static link.
void interposed_start();

} // namespace telinject
