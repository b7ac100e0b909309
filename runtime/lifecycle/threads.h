// Start and end of threads and of the process, and the start functions of the lifecycle room.
#pragma once

#include "runtime/frontend/thread_ring.h"
#include "runtime/frontend/upcalls.h"
#include "runtime/sinks/patience.h"

namespace telinject {

// Calls begin_thread for the calling thread and arranges the release of the block at its end.
Thread *register_thread();
// Called once, before the first thread is registered.  Returns false if the C library refuses.
bool threads_start();

// After the end of the process has begun: returns true if t is the thread that ends it.
bool thread_ends_process(const Thread *t);

// The total time that the end of the process may wait.
Patience &end_patience();
// Resets it in a forked child.
void reset_end_patience();
// Waits briefly until no other thread is inside a hook.  Afterwards their spans do not change, because state_ended
// rejects their events.
void wait_for_hooks_of_other_threads(const Thread *self);
// Registers end_process with quick_exit; for exit a destructor of the library calls it.
void exit_hooks_start();
// The end of the process writes a summary, though telemetry is off: nothing was recorded, because of a setting.
void summary_only_start();
// Writes that summary now.  Called before the thread gives up the right to make system calls, and by end_process.
void write_summary_only();

// Handles signals whose default action ends the process: all records are written first.
void crash_flush_start();

// Registers handlers with pthread_atfork.
void fork_hooks_start();
// Called before a fork: waits while another thread starts the runtime, because the child would have half of it.
void wait_for_start();

// Installs the hooks that see exceptions when they are thrown.  Called again for each object that attaches, because it
// may have brought its own C++ library.
void throw_hook_start();
// Installs the hooks that learn the stacks of new contexts.
void context_hooks_start();
// Install the hooks that hand the open span's context to new threads and to programs that this process starts.
void thread_context_start();
void spawn_hooks_start();
// Installs the hooks by which threads and tasks of OpenMP continue the trace.
void openmp_hooks_start();
// Installs the hooks that see header lists of libcurl that code sets which is not instrumented.
void curl_hooks_start();
// Installs the hooks that add the open span's ids to messages for syslog, if they were asked for.
void syslog_hooks_start();

// Keeps the replaced libc functions in a static link.
void interposed_start();

} // namespace telinject
