// What was not written, counted exactly.  Any thread, signal-safe.
#pragma once

#include <atomic>
#include <cstdint>

namespace telinject {

struct Losses {
  std::atomic<std::uint64_t> lost_events{0};      // could not be recorded or not be written
  std::atomic<std::uint64_t> sampled_out{0};      // traces
  std::atomic<std::uint64_t> suppressed_spans{0}; // too deep: an entry and an exit each

  void lose(std::uint64_t events) { lost_events.fetch_add(events, std::memory_order_relaxed); }
  void reset() {
    lost_events.store(0, std::memory_order_relaxed);
    sampled_out.store(0, std::memory_order_relaxed);
    suppressed_spans.store(0, std::memory_order_relaxed);
  }
  bool any() const {
    return lost_events.load(std::memory_order_relaxed) + sampled_out.load(std::memory_order_relaxed) +
               suppressed_spans.load(std::memory_order_relaxed) !=
           0;
  }
};

extern Losses losses;

} // namespace telinject
