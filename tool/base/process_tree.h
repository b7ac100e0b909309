// Sends signals to a process and all its descendants.
#pragma once

#include <sys/types.h>

namespace telinject::rewrite {

// A compiler driver that dies of a signal leaves its compiler process running, so both must be signalled.
void signal_process_tree(pid_t process, int signal);

} // namespace telinject::rewrite
