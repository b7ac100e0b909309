// Signals that end the process.  Those whose action is the default when telemetry starts are taken, and those for which
// the program asks for the default later (as crash reporters do, to die of the signal after their report); the program
// sees the default.  A handler of the program's replaces this one.  Everything reachable from here is
// async-signal-safe.
#include "runtime/lifecycle/threads.h"

#include "runtime/backend/drain.h"
#include "runtime/backend/resource_detection.h"
#include "runtime/backend/tail.h"
#include "runtime/backend/writer.h"
#include "runtime/base/c_library.h"
#include "runtime/base/sys.h"
#include "runtime/frontend/state.h"
#include "runtime/storage/ring_file.h"

#include <cerrno>
#include <signal.h>

namespace telinject {

namespace {

constexpr int fatal_signals[] = {SIGHUP,  SIGINT,    SIGQUIT, SIGILL,  SIGTRAP, SIGABRT, SIGBUS,    SIGFPE,
                                 SIGUSR1, SIGSEGV,   SIGUSR2, SIGPIPE, SIGALRM, SIGTERM, SIGSTKFLT, SIGXCPU,
                                 SIGXFSZ, SIGVTALRM, SIGPROF, SIGIO,   SIGPWR,  SIGSYS};

// A fault comes back by itself when the instruction is tried again, with all that the kernel knows of it, as a core
// dump should show it.
bool comes_back(int number, const siginfo_t *info) {
  return info->si_code > 0 && (number == SIGSEGV || number == SIGBUS || number == SIGFPE || number == SIGILL);
}

// `sigaction` is the runtime's own (below).
int set_action(int number, const struct sigaction *action, struct sigaction *before) {
  return library_sigaction(number, action, before);
}

void set_default_action(int number) {
  struct sigaction standard{};
  standard.sa_handler = SIG_DFL;
  set_action(number, &standard, nullptr);
}

// The threads that go on meanwhile are turned away, so that there is an end to what has to be written.
void write_all_there_is() {
  if (!telemetry_is_on() || !owns_memory())
    return;
  store_state(state_ended);
  tail_keep_all(true);
  shorten_detection_deadline(Urgency::now);
  Patience &patience = end_patience();
  bool written = flush_all(patience);
  wait_for_hooks_of_other_threads(current_thread);
  written = written && flush_all(patience);
  if (written && drain_is_done())
    ring_file_remove();
}

void on_fatal_signal(int number, siginfo_t *info, void *) {
  write_all_there_is();
  set_default_action(number);
  if (comes_back(number, info))
    return;
  // Blocked while this handler runs, so it takes effect on return.
  sys::call(SYS_tgkill, sys::process_id(), sys::thread_id(), number);
}

struct sigaction our_action() {
  struct sigaction ours{};
  ours.sa_sigaction = on_fatal_signal;
  ours.sa_flags = SA_SIGINFO | SA_ONSTACK;
  sigfillset(&ours.sa_mask);
  return ours;
}

bool is_ours(sighandler_t handler) {
  return reinterpret_cast<void *>(handler) == reinterpret_cast<void *>(on_fatal_signal);
}

bool is_default(const struct sigaction &action) {
  return (action.sa_flags & SA_SIGINFO) == 0 && action.sa_handler == SIG_DFL;
}

bool is_fatal(int number) {
  for (int fatal : fatal_signals)
    if (fatal == number)
      return true;
  return false;
}

} // namespace

bool takes_signal(int number) {
  return telemetry_is_on() && load_state() != state_ended && is_fatal(number) && owns_memory();
}

int set_signal_action(int number, const struct sigaction *action, struct sigaction *before) {
  if (!takes_signal(number))
    return set_action(number, action, before);
  const struct sigaction ours = our_action();
  const int answer = set_action(number, action && is_default(*action) ? &ours : action, before);
  if (answer == 0 && before && is_ours(before->sa_handler)) {
    *before = {}; // as it was before us
    before->sa_handler = SIG_DFL;
  }
  return answer;
}

void crash_flush_start() {
  const struct sigaction ours = our_action();
  for (int number : fatal_signals) {
    struct sigaction before;
    if (set_action(number, nullptr, &before) == 0 && is_default(before))
      set_action(number, &ours, nullptr);
  }
}

} // namespace telinject

using namespace telinject;

// ThreadSanitizer has its own in these places, and must see every handler.
#if !defined(__SANITIZE_THREAD__)
extern "C" __attribute__((visibility("default"))) int sigaction(int number, const struct sigaction *action,
                                                                struct sigaction *before) noexcept {
  return set_signal_action(number, action, before);
}

extern "C" __attribute__((visibility("default"))) sighandler_t signal(int number, sighandler_t handler) noexcept {
  if (!takes_signal(number) || handler != SIG_DFL) {
    const sighandler_t before = library_signal(number, handler);
    return is_ours(before) ? SIG_DFL : before;
  }
  struct sigaction action{}, before;
  action.sa_handler = handler;
  return set_signal_action(number, &action, &before) == 0 ? before.sa_handler : SIG_ERR;
}
#endif
