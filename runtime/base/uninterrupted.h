// Sections of the runtime's work that have to run to their end.
#pragma once

#include "runtime/base/sys.h"

#include <signal.h>

namespace telinject {

// As long as it lives, the calling thread runs no signal handler of the program (it could jump out by siglongjmp) and
// is not cancelled (PTHREAD_CANCEL_ASYNCHRONOUS unwinds from any instruction); both happen when it ends.  errno stays.
//
// The C library keeps the signals below SIGRTMIN for itself.  glibc and musl cancel by SIGRTMIN - 2.  The other ones
// stay as they are: setuid waits for every thread to handle one, and holds a lock that pthread_create takes.
// pthread_setcancelstate does not serve, as it would unwind from a call that the program's tables do not have, and not
// from a signal (personality.cpp).
class Uninterrupted {
public:
  using Set = unsigned long; // the kernel's

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
