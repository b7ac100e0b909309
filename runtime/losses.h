// What was not written, counted exactly.  Any thread, signal-safe.
#pragma once

#include "record.h"

#include <atomic>
#include <cstdint>

namespace telinject {

struct Losses {
  std::atomic<std::uint64_t> lost_events{0};      // could not be recorded or not be written
  std::atomic<std::uint64_t> sampled_out{0};      // traces
  std::atomic<std::uint64_t> suppressed_spans{0}; // too deep, or thinned out: an entry and an exit each

  std::atomic<std::uint64_t> iterations{0}, branches{0}, changes{0}; // thinned out; a branch is two events

  void suppress(const Suppressed &s) {
    iterations.fetch_add(s.iterations, std::memory_order_relaxed);
    branches.fetch_add(s.branches, std::memory_order_relaxed);
    changes.fetch_add(s.changes, std::memory_order_relaxed);
    suppressed_spans.fetch_add(s.functions, std::memory_order_relaxed);
  }
  void lose(std::uint64_t events) { lost_events.fetch_add(events, std::memory_order_relaxed); }
  void reset() {
    lost_events.store(0, std::memory_order_relaxed);
    sampled_out.store(0, std::memory_order_relaxed);
    suppressed_spans.store(0, std::memory_order_relaxed);
    iterations.store(0, std::memory_order_relaxed);
    branches.store(0, std::memory_order_relaxed);
    changes.store(0, std::memory_order_relaxed);
  }
  bool any() const {
    return lost_events.load(std::memory_order_relaxed) + sampled_out.load(std::memory_order_relaxed) +
               suppressed_spans.load(std::memory_order_relaxed) + iterations.load(std::memory_order_relaxed) +
               branches.load(std::memory_order_relaxed) + changes.load(std::memory_order_relaxed) !=
           0;
  }
};

extern Losses losses;

} // namespace telinject
