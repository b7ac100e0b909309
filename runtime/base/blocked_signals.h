// Blocks signals of the calling thread while the runtime works on it.  Async-signal-safe; errno is unchanged.
#pragma once

#include "runtime/base/sys.h"

#include <signal.h>

namespace telinject {

// Blocks signals while it lives.  Discards the signals that a write of the runtime raises meanwhile (SIGPIPE: nobody
// reads; SIGXFSZ: the file may not grow), as the program did not cause them.
class BlockedSignals {
public:
  using Set = unsigned long; // as the kernel defines it

  // Signals of a write.  A blocked SIGTTOU is not raised, and the line is written.
  static constexpr Set of_output = Set{1} << (SIGPIPE - 1) | Set{1} << (SIGXFSZ - 1) | Set{1} << (SIGTTOU - 1);

  explicit BlockedSignals(Set held) {
    sys::call(SYS_rt_sigprocmask, SIG_BLOCK, sys::as_long(&held), sys::as_long(&before_), sizeof(Set));
    sys::call(SYS_rt_sigpending, sys::as_long(&pending_), sizeof(Set));
  }
  ~BlockedSignals() {
    const Set raised = of_output & ~(Set{1} << (SIGTTOU - 1)) & ~pending_;
    const timespec at_once{0, 0};
    for (int i = 0; raised != 0 && i < 2; ++i) // at most one of each is pending
      if (sys::failed(sys::call(SYS_rt_sigtimedwait, sys::as_long(&raised), 0, sys::as_long(&at_once), sizeof(Set))))
        break;
    sys::call(SYS_rt_sigprocmask, SIG_SETMASK, sys::as_long(&before_), 0, sizeof(Set));
  }
  BlockedSignals(const BlockedSignals &) = delete;
  BlockedSignals &operator=(const BlockedSignals &) = delete;

private:
  Set before_ = 0, pending_ = 0;
};

} // namespace telinject
