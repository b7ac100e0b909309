// Sections of the runtime's work that must run to their end.
#pragma once

#include "runtime/base/sys.h"

#include <signal.h>

namespace telinject {

// While it lives, the calling thread runs no signal handler of the program (which could leave by siglongjmp) and is not
// cancelled (PTHREAD_CANCEL_ASYNCHRONOUS unwinds from any instruction); both are deferred.  errno is unchanged.
//
// The C library reserves the signals below SIGRTMIN.  glibc and musl cancel by SIGRTMIN - 2, which is blocked too; the
// other reserved ones are not: setuid waits for every thread to handle one, while holding a lock that pthread_create
// takes.  pthread_setcancelstate is no alternative: it would unwind from a call that the program's tables do not have,
// and not from a signal (personality.cpp).
class Uninterrupted {
public:
  using Set = unsigned long; // as the kernel defines it

  Uninterrupted() {
    const int free_from = SIGRTMIN;
    constexpr int first_of_library = 32;
    Set held = ~Set{0};
    for (int s = first_of_library; s < free_from; ++s)
      if (s != free_from - 2)
        held &= ~(Set{1} << (s - 1));
    sys::call(SYS_rt_sigprocmask, SIG_SETMASK, sys::as_long(&held), sys::as_long(&before_), sizeof(Set));
  }
  ~Uninterrupted() { sys::call(SYS_rt_sigprocmask, SIG_SETMASK, sys::as_long(&before_), 0, sizeof(Set)); }
  Uninterrupted(const Uninterrupted &) = delete;
  Uninterrupted &operator=(const Uninterrupted &) = delete;

private:
  Set before_ = 0;
};

} // namespace telinject
