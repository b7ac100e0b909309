// Reads processor times from getrusage.
#include "tool/base/phase_clock.h"

#include <sys/resource.h>

namespace telinject::rewrite {

double cpu_milliseconds() {
  double sum = 0;
  for (const int who : {RUSAGE_SELF, RUSAGE_CHILDREN}) {
    rusage used{};
    ::getrusage(who, &used);
    for (const timeval &time : {used.ru_utime, used.ru_stime})
      sum += static_cast<double>(time.tv_sec) * 1000 + static_cast<double>(time.tv_usec) / 1000;
  }
  return sum;
}

Phase PhaseClock::enter(Phase next) {
  const double now = cpu_milliseconds();
  spent_[static_cast<std::size_t>(current_)] += now - since_;
  since_ = now;
  const Phase ended = current_;
  current_ = next;
  return ended;
}

} // namespace telinject::rewrite
