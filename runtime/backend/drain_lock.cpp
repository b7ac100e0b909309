// Implements the mutex of the consumer side (drain_lock.h).
#include "runtime/backend/drain_lock.h"

#include "runtime/base/sys.h"

namespace telinject {

constinit DrainMutex drain_mutex;

bool DrainMutex::lock(Patience *patience) noexcept {
  const auto me = static_cast<std::uint32_t>(sys::thread_id());
  for (int i = 0;; ++i) {
    std::uint32_t holder = 0;
    if (holder_.compare_exchange_strong(holder, me, std::memory_order_acquire))
      return true;
    if (holder == me || (patience && patience->is_over()))
      return false;
    constexpr int check_interval = 100;
    if (i % check_interval == check_interval - 1 && sys::thread_is_gone(static_cast<int>(holder)))
      release_of(static_cast<int>(holder)); // a forbidden system call may have ended the holder
    else
      sys::futex_wait(&holder_, holder, 1'000'000);
  }
}

void DrainMutex::release_of(int thread) noexcept {
  auto holder = static_cast<std::uint32_t>(thread);
  holder_.compare_exchange_strong(holder, 0, std::memory_order_acq_rel);
}

void DrainMutex::unlock() noexcept {
  holder_.store(0, std::memory_order_release);
  sys::futex_wake_all(&holder_);
}

bool DrainMutex::is_held_by_caller() const noexcept {
  return holder_.load(std::memory_order_relaxed) == static_cast<std::uint32_t>(sys::thread_id());
}

} // namespace telinject
