// Signals of the calling thread, held back while the runtime works on it.  Async-signal-safe; errno stays.
#pragma once

#include "runtime/base/sys.h"

#include <signal.h>

namespace telinject {

// Blocks signals for as long as it lives.  What a write of the runtime's own raises meanwhile (SIGPIPE: nobody reads;
// SIGXFSZ: the file may not grow) is taken back: the program did not cause it.
class BlockedSignals {
public:
  using Set = unsigned long; // the kernel's

  // By a write.  SIGTTOU is not raised where it is blocked, and the line is written.
  static constexpr Set of_output = Set{1} << (SIGPIPE - 1) | Set{1} << (SIGXFSZ - 1) | Set{1} << (SIGTTOU - 1);

  explicit BlockedSignals(Set held) {
    sys::call(SYS_rt_sigprocmask, SIG_BLOCK, sys::as_long(&held), sys::as_long(&before_), sizeof(Set));
    sys::call(SYS_rt_sigpending, sys::as_long(&pending_), sizeof(Set));
  }
  ~BlockedSignals() {
    const Set raised = of_output & ~(Set{1} << (SIGTTOU - 1)) & ~pending_;
    const timespec at_once{0, 0};
    for (int i = 0; raised != 0 && i < 2; ++i) // one of each may be there
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
