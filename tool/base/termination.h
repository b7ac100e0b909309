// What happens when a signal ends the launcher: the compiler gets the signal too, the scratch folder is removed, and
// the launcher dies of the signal, so that whoever started it sees that.
#pragma once

#include <csignal>
#include <string>

namespace telinject {

// Installs the handlers for SIGHUP, SIGINT, SIGQUIT and SIGTERM; a signal that was ignored on start stays ignored.
// Called again, it does nothing.
void watch_for_termination();

// The termination signal that arrived and was held, or 0.
int pending_termination();

// Removes the scratch folders and dies of the signal.
[[noreturn]] void end_by_signal(int signal);

// Ignores a signal in this process only: the programs that it starts get the disposition that it had.
void ignore_signal_here(int signal);

// Gives a child, or this process before exec, the dispositions and the mask that this process was started with.
void restore_inherited_signals();

// The mask with which to wait for a child: the inherited one, but SIGCHLD gets through.
sigset_t mask_for_waiting();

// While one exists, a termination signal is held until somebody asks for it; else it ends the process at once.
class TerminationHold {
public:
  TerminationHold();
  ~TerminationHold();
  TerminationHold(const TerminationHold &) = delete;
  TerminationHold &operator=(const TerminationHold &) = delete;
};

// A folder that a termination signal removes before the process ends.
void keep_as_scratch(const std::string &folder);
void forget_scratch(const std::string &folder);

} // namespace telinject
