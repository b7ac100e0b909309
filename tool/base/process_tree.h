// The processes that a process started, and those that they started.
#pragma once

#include <sys/types.h>

namespace telinject {

// Signals the process and all below it.  A compiler driver that dies of a signal leaves its compiler proper running.
void signal_process_tree(pid_t process, int signal);

} // namespace telinject
