// Events that were lost, counted exactly.  Any thread, signal-safe.
#pragma once

#include <atomic>
#include <cstdint>

namespace telinject {

struct Losses {
  std::atomic<std::uint64_t> lost_events{0}; // could not be recorded or not be written

  std::atomic<std::uint64_t> *in_file = nullptr; // the same in the ring file (ring_file.h)

  void lose(std::uint64_t events) {
    lost_events.fetch_add(events, std::memory_order_relaxed);
    if (std::atomic<std::uint64_t> *const also = in_file)
      also->fetch_add(events, std::memory_order_relaxed);
  }
  void reset() { lost_events.store(0, std::memory_order_relaxed); }
  bool any() const { return lost_events.load(std::memory_order_relaxed) != 0; }
};

extern Losses losses;

} // namespace telinject
