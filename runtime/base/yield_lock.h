// A lock for short critical sections that yields the processor while another thread holds it.
#pragma once

#include "runtime/base/sys.h"

#include <atomic>

namespace telinject {

// Cannot be taken if a thread ended while it held the lock: a signal handler jumped out, or the thread was cancelled
// asynchronously.
class YieldLock {
public:
  explicit YieldLock(std::atomic<bool> &taken) : taken_(taken) {
    for (int i = 0; i < max_tries && !(held_ = !taken_.exchange(true, std::memory_order_acquire)); ++i)
      sys::call(SYS_sched_yield);
  }
  ~YieldLock() {
    if (held_)
      taken_.store(false, std::memory_order_release);
  }
  bool is_held() const { return held_; }
  YieldLock(const YieldLock &) = delete;
  YieldLock &operator=(const YieldLock &) = delete;

private:
  static constexpr int max_tries = 100'000;
  std::atomic<bool> &taken_;
  bool held_ = false;
};

} // namespace telinject
