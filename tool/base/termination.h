// Handles signals that terminate the launcher: forwards them to the compiler, removes temporary folders, and dies of
// the signal, so that the parent process sees it.
#pragma once

#include <csignal>
#include <string>

namespace telinject::rewrite {

// Installs handlers for SIGHUP, SIGINT, SIGQUIT and SIGTERM, once. A signal that was ignored at start stays ignored.
void watch_for_termination();

// Returns the pending termination signal, or 0.
int pending_termination();

// Removes the temporary folders and dies of the signal.
[[noreturn]] void end_by_signal(int signal);

// Ignores a signal in this process; programs that it starts inherit the original disposition.
void ignore_signal_in_process(int signal);

// Restores the signal dispositions and mask that this process inherited, in a child or before exec.
void restore_inherited_signals();

// Returns the signal mask for waiting: the inherited one, with SIGCHLD unblocked.
sigset_t mask_for_waiting();

// Defers termination signals while an instance exists. Without one, such a signal ends the process immediately.
class TerminationHold {
public:
  TerminationHold();
  ~TerminationHold();
  TerminationHold(const TerminationHold &) = delete;
  TerminationHold &operator=(const TerminationHold &) = delete;
};

// Registers a folder that a termination signal removes.
void register_scratch(const std::string &folder);
void unregister_scratch(const std::string &folder);

} // namespace telinject::rewrite
