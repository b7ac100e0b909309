// Signals that end the process.  Only those whose action is the default when telemetry starts are taken; a handler that the
// program installs later replaces this one.  Everything reachable from here is async-signal-safe.
#include "threads.h"

#include "metadata.h"
#include "state.h"
#include "sys.h"
#include "writer.h"

#include <signal.h>

namespace telinject {

namespace {

constexpr int fatal_signals[] = {SIGHUP,  SIGINT,  SIGQUIT, SIGILL,    SIGTRAP, SIGABRT, SIGBUS,    SIGFPE,
                                 SIGUSR1, SIGSEGV, SIGUSR2, SIGPIPE,   SIGALRM, SIGTERM, SIGSTKFLT, SIGXCPU,
                                 SIGXFSZ, SIGVTALRM, SIGPROF, SIGIO,   SIGPWR,  SIGSYS};

constexpr std::int64_t longest_wait_ns = 5'000'000'000;

// A fault comes back by itself when the instruction is tried again, with all that the kernel knows of it, as a core dump
// should show it.
bool comes_back(int number, const siginfo_t *info) {
  return info->si_code > 0 && (number == SIGSEGV || number == SIGBUS || number == SIGFPE || number == SIGILL);
}

void on_fatal_signal(int number, siginfo_t *info, void *) {
  if (telemetry_is_on() && own_process()) {
    metadata_hurry(Hurry::now);
    flush_all(longest_wait_ns);
  }
  struct sigaction standard {};
  standard.sa_handler = SIG_DFL;
  sigaction(number, &standard, nullptr);
  if (comes_back(number, info))
    return;
  // Blocked while this handler runs, so it takes effect on return.
  sys::call(SYS_tgkill, sys::process_id(), sys::thread_id(), number);
}

} // namespace

void crash_flush_start() {
  struct sigaction ours {};
  ours.sa_sigaction = on_fatal_signal;
  ours.sa_flags = SA_SIGINFO | SA_ONSTACK;
  sigfillset(&ours.sa_mask);
  for (int number : fatal_signals) {
    struct sigaction before;
    if (sigaction(number, nullptr, &before) == 0 && (before.sa_flags & SA_SIGINFO) == 0 && before.sa_handler == SIG_DFL)
      sigaction(number, &ours, nullptr);
  }
}

} // namespace telinject
