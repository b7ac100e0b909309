// Blocks termination signals while an operation must not be interrupted halfway.
#pragma once

#include <csignal>

namespace telinject::rewrite {

inline constexpr int kTerminationSignals[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM};

class SignalBlock {
public:
  explicit SignalBlock(int another = 0) {
    sigset_t blocked;
    sigemptyset(&blocked);
    for (int signal : kTerminationSignals)
      sigaddset(&blocked, signal);
    if (another != 0)
      sigaddset(&blocked, another);
    sigprocmask(SIG_BLOCK, &blocked, &before_);
  }
  ~SignalBlock() { sigprocmask(SIG_SETMASK, &before_, nullptr); }
  SignalBlock(const SignalBlock &) = delete;
  SignalBlock &operator=(const SignalBlock &) = delete;

private:
  sigset_t before_;
};

} // namespace telinject::rewrite
