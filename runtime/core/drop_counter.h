// Events that were lost, counted exactly.  Any thread, signal-safe.
#pragma once

#include <atomic>
#include <cstdint>

namespace telinject {

struct DropCounter {
  std::atomic<std::uint64_t> count{0}; // could not be recorded or not be written

  std::atomic<std::uint64_t> *in_file = nullptr; // the same in the ring file (ring_file.h)

  void add(std::uint64_t events) {
    count.fetch_add(events, std::memory_order_relaxed);
    if (std::atomic<std::uint64_t> *const also = in_file)
      also->fetch_add(events, std::memory_order_relaxed);
  }
  void reset() { count.store(0, std::memory_order_relaxed); }
  bool any() const { return count.load(std::memory_order_relaxed) != 0; }
};

extern DropCounter dropped_events;

} // namespace telinject
