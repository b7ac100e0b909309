// Writes all records when a signal ends the process.  Installs a handler for signals whose action is the default when
// telemetry starts, or to which the program resets the default later (crash reporters do so to die of the signal after
// their report); the program still sees the default.  A handler of the program replaces this one.  Everything reachable
// from here is async-signal-safe.
#include "runtime/lifecycle/threads.h"

#include "runtime/backend/drain.h"
#include "runtime/backend/resource_detection.h"
#include "runtime/backend/tail.h"
#include "runtime/backend/writer.h"
#include "runtime/base/c_library.h"
#include "runtime/base/sys.h"
#include "runtime/frontend/folded_calls.h"
#include "runtime/frontend/state.h"
#include "runtime/storage/ring_file.h"

#include <cerrno>
#include <signal.h>

namespace telinject {

namespace {

constexpr int fatal_signals[] = {SIGHUP,  SIGINT,    SIGQUIT, SIGILL,  SIGTRAP, SIGABRT, SIGBUS,    SIGFPE,
                                 SIGUSR1, SIGSEGV,   SIGUSR2, SIGPIPE, SIGALRM, SIGTERM, SIGSTKFLT, SIGXCPU,
                                 SIGXFSZ, SIGVTALRM, SIGPROF, SIGIO,   SIGPWR,  SIGSYS};

// Returns true for a fault that recurs when the instruction is retried, with all the kernel's details, so that a core
// dump shows them.
bool recurs(int number, const siginfo_t *info) {
  return info->si_code > 0 && (number == SIGSEGV || number == SIGBUS || number == SIGFPE || number == SIGILL);
}

// `sigaction` is the runtime's replacement (below).
int set_action(int number, const struct sigaction *action, struct sigaction *before) {
  return library_sigaction(number, action, before);
}

void set_default_action(int number) {
  struct sigaction standard{};
  standard.sa_handler = SIG_DFL;
  set_action(number, &standard, nullptr);
}

// Open spans have no exit that could name what was folded into them.
void write_folded_calls() {
  Thread *const self = current_thread;
  if (!is_block(self))
    return;
  for (Thread *t = first_thread(); t; t = t->next)
    if (t->status.load(std::memory_order_acquire) == ThreadStatus::live)
      write_all_unattributed(t, self);
}

// Rejects events of the threads that continue meanwhile, so that the amount to write is finite.
void write_everything() {
  if (!telemetry_is_on() || !owns_memory())
    return;
  store_state(state_ended);
  tail_sampler.keep_all(true);
  resource_detection.shorten_deadline(Urgency::now);
  Patience &patience = end_patience();
  bool written = writer.flush_all(patience);
  wait_for_hooks_of_other_threads(current_thread);
  write_folded_calls();
  const bool has_folded = suppressed_totals().suppressed.any(); // then a summary has what no exit names
  const bool is_last = has_folded || drain.holds_spans();
  written = written && (is_last ? writer.flush_last(patience) : writer.flush_all(patience));
  if (written && drain.is_done())
    ring_file_remove();
}

void on_fatal_signal(int number, siginfo_t *info, void *) {
  write_everything();
  set_default_action(number);
  if (recurs(number, info))
    return;
  // The signal is blocked while this handler runs, so this takes effect on return.
  sys::call(SYS_tgkill, sys::process_id(), sys::thread_id(), number);
}

struct sigaction fatal_signal_action() {
  struct sigaction replacement{};
  replacement.sa_sigaction = on_fatal_signal;
  replacement.sa_flags = SA_SIGINFO | SA_ONSTACK;
  sigfillset(&replacement.sa_mask);
  return replacement;
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
  const struct sigaction replacement = fatal_signal_action();
  const int answer = set_action(number, action && is_default(*action) ? &replacement : action, before);
  if (answer == 0 && before && is_ours(before->sa_handler)) {
    *before = {}; // as it was before the runtime's handler
    before->sa_handler = SIG_DFL;
  }
  return answer;
}

void crash_flush_start() {
  const struct sigaction replacement = fatal_signal_action();
  for (int number : fatal_signals) {
    struct sigaction before;
    if (set_action(number, nullptr, &before) == 0 && is_default(before))
      set_action(number, &replacement, nullptr);
  }
}

} // namespace telinject

using namespace telinject;

// ThreadSanitizer replaces the same functions and must see every handler.
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
