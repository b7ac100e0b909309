// Signal handlers and the list of temporary folders.
#include "tool/base/termination.h"

#include "tool/base/signal_block.h"

#include <algorithm>
#include <filesystem>
#include <vector>

#include <sys/resource.h>
#include <unistd.h>

namespace telinject::rewrite {
namespace {

struct Inherited {
  int signal;
  struct sigaction action;
};

volatile sig_atomic_t pending = 0;
volatile sig_atomic_t holds = 0;
bool watching = false;
bool knows_mask = false;
sigset_t inherited_mask;

std::vector<Inherited> &inherited_actions() {
  static std::vector<Inherited> actions;
  return actions;
}

std::vector<std::string> &scratch_folders() {
  static std::vector<std::string> folders;
  return folders;
}

// Disables core files: one of the launcher would not help to debug the compile.
void die_when_handled(int signal) {
  const struct rlimit no_core = {0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  std::signal(signal, SIG_DFL);
  raise(signal); // takes effect when the handler returns or the signal is unblocked
}

void note_termination(int signal) {
  if (pending == 0)
    pending = signal;
  if (holds == 0)
    die_when_handled(signal);
}

void note_child(int) {}

// Changes a disposition and saves the old one for the programs that are started.
void replace_action(int signal, void (*handler)(int)) {
  struct sigaction action = {}, before = {};
  action.sa_handler = handler;
  sigemptyset(&action.sa_mask);
  for (int other : kTerminationSignals)
    sigaddset(&action.sa_mask, other);
  sigaction(signal, nullptr, &before);
  if (handler == note_termination && before.sa_handler == SIG_IGN)
    return;
  sigaction(signal, &action, nullptr); // without SA_RESTART, so that a signal interrupts waiting
  inherited_actions().push_back({signal, before});
}

void note_mask() {
  if (!knows_mask)
    sigprocmask(SIG_SETMASK, nullptr, &inherited_mask);
  knows_mask = true;
}

} // namespace

void watch_for_termination() {
  if (watching)
    return;
  watching = true;
  note_mask();
  for (int signal : kTerminationSignals)
    replace_action(signal, note_termination);
  // If SIGCHLD is ignored, the kernel keeps no exit status.
  replace_action(SIGCHLD, note_child);
}

int pending_termination() {
  return pending;
}

void end_by_signal(int signal) {
  {
    const SignalBlock block;
    std::error_code ignored;
    for (const std::string &folder : scratch_folders())
      std::filesystem::remove_all(folder, ignored);
    die_when_handled(signal);
  }
  sigset_t this_one;
  sigemptyset(&this_one);
  sigaddset(&this_one, signal);
  sigprocmask(SIG_UNBLOCK, &this_one, nullptr);
  ::_exit(128 + signal);
}

void ignore_signal_in_process(int signal) {
  replace_action(signal, SIG_IGN);
}

void restore_inherited_signals() {
  for (const Inherited &inherited : inherited_actions())
    sigaction(inherited.signal, &inherited.action, nullptr);
  if (knows_mask)
    sigprocmask(SIG_SETMASK, &inherited_mask, nullptr);
}

sigset_t mask_for_waiting() {
  note_mask();
  sigset_t mask = inherited_mask;
  sigdelset(&mask, SIGCHLD);
  return mask;
}

TerminationHold::TerminationHold() {
  holds = holds + 1;
}
TerminationHold::~TerminationHold() {
  holds = holds - 1;
  if (holds == 0 && pending != 0)
    end_by_signal(pending);
}

void register_scratch(const std::string &folder) {
  const SignalBlock block;
  scratch_folders().push_back(folder);
}

void unregister_scratch(const std::string &folder) {
  const SignalBlock block;
  std::erase(scratch_folders(), folder);
}

} // namespace telinject::rewrite
