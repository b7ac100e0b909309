// Counts dropped events exactly.  Any thread, signal-safe.
#pragma once

#include <atomic>
#include <cstdint>

namespace telinject {

class DropCounter {
public:
  void add(std::uint64_t events) noexcept {
    count_.fetch_add(events, std::memory_order_relaxed);
    if (std::atomic<std::uint64_t> *const also = in_file_)
      also->fetch_add(events, std::memory_order_relaxed);
  }
  // The events that were not recorded or not written.
  [[nodiscard]] std::uint64_t total() const noexcept { return count_.load(std::memory_order_relaxed); }
  [[nodiscard]] bool any() const noexcept { return total() != 0; }
  void reset() noexcept { count_.store(0, std::memory_order_relaxed); }
  // Counts in the ring file too (ring_file.h); null: no longer.
  void count_in_file(std::atomic<std::uint64_t> *in_file) noexcept {
    in_file_ = in_file;
    if (in_file)
      in_file->store(total(), std::memory_order_relaxed);
  }

private:
  std::atomic<std::uint64_t> count_{0};
  std::atomic<std::uint64_t> *in_file_ = nullptr;
};

extern DropCounter dropped_events;

} // namespace telinject
