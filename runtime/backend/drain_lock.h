// The lock of the consumer side: the thread that holds it drains the rings and writes the output.
#pragma once

#include "runtime/sinks/patience.h"

#include <atomic>
#include <cstdint>

namespace telinject {

// A mutex that knows its holder by the thread id, so that a lock which a vanished thread held can be released.  Not
// recursive.  Async-signal-safe.
class DrainMutex {
public:
  // Returns false if the calling thread already holds it, or the patience is over.  patience: null to wait without
  // limit.
  [[nodiscard]] bool lock(Patience *patience = nullptr) noexcept;
  void unlock() noexcept;
  [[nodiscard]] bool is_held_by_caller() const noexcept;
  // Releases it if the thread with that id, which has ended, held it.
  void release_of(int thread) noexcept;
  // In a forked child, whose parent may have held it.
  void reset_in_child() noexcept { holder_.store(0, std::memory_order_relaxed); }

private:
  std::atomic<std::uint32_t> holder_{0}; // thread id; 0: nobody
};

extern DrainMutex drain_mutex;

// Holds the mutex from acquire() to release() or the end of the scope.
class DrainLock {
public:
  DrainLock() noexcept = default;
  ~DrainLock() { release(); }
  DrainLock(const DrainLock &) = delete;
  DrainLock &operator=(const DrainLock &) = delete;

  // Returns false as DrainMutex::lock does.
  [[nodiscard]] bool acquire(Patience *patience = nullptr, DrainMutex &mutex = drain_mutex) noexcept {
    release();
    if (mutex.lock(patience))
      mutex_ = &mutex;
    return is_held();
  }
  void release() noexcept {
    if (mutex_)
      mutex_->unlock();
    mutex_ = nullptr;
  }
  [[nodiscard]] bool is_held() const noexcept { return mutex_ != nullptr; }

private:
  DrainMutex *mutex_ = nullptr;
};

} // namespace telinject
