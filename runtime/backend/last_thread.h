// Is anything of the program still there?  A process lives as long as any of its threads, also where its first thread
// has ended by itself (the system call exit, the end of a function that clone called).
#pragma once

namespace telinject {

// On a thread of the runtime: all others are gone.  Async-signal-safe.
bool only_runtime_threads_left();
// On a thread of the program: there is no other, and none of the runtime.
bool is_only_thread_of_process();
// What that thread ended with, once it is gone: so ends the process.  (Linux before 5.19 does so by itself; later ones
// take the code of the thread that ends last.)
int exit_code_of_first_thread();

} // namespace telinject
