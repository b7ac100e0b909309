// Checks whether threads of the program are left.  A process lives as long as any of its threads, even if its first
// thread has ended alone (the system call exit, or return from a function that clone called).
#pragma once

namespace telinject {

// Called on a runtime thread.  Returns true if all threads of the program have ended.  Async-signal-safe.
bool only_runtime_threads_left();
// Called on a program's thread.  Returns true if there is no other thread, not even of the runtime.
bool is_only_thread_of_process();
// Returns the exit code of the first thread, once it has ended; the process exits with it.  (Linux before 5.19 does so
// by itself; later versions use the code of the thread that ends last.)
int exit_code_of_first_thread();

} // namespace telinject
