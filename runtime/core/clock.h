// Ticks: the cheapest monotonic counter of this machine; the renderer converts them to nanoseconds.
#pragma once

#include "runtime/base/kernel_clock.h"

#include <cstdint>
#if defined(__x86_64__)
#include <x86intrin.h>
#endif

namespace telinject {

extern bool clock_uses_counter; // set once by clock_start

// Reads the processor's counter; requires clock_uses_counter.  Any thread, signal-safe.
inline std::uint64_t clock_counter() {
#if defined(__x86_64__)
  return __rdtsc();
#elif defined(__aarch64__)
  std::uint64_t v;
  asm volatile("mrs %0, cntvct_el0" : "=r"(v));
  return v;
#else
#error "telinject: say here how this processor's counter is read"
#endif
}

// Any thread, signal-safe.
inline std::uint64_t clock_ticks() {
  if (__builtin_expect(clock_uses_counter, 1))
    return clock_counter();
  return static_cast<std::uint64_t>(kernel_clock_ns(CLOCK_MONOTONIC));
}

// Selects the counter if the processor's may be used and is steady, and relates it to the wall clock.  Called once,
// before the first tick is read.
void clock_start(bool may_use_counter);

// The counter's frequency.  Integers only: hooks use it, and they execute no floating-point operation.
struct ClockSpeed {
  std::uint64_t ticks_per_second = 1'000'000'000;

  std::uint64_t ticks_of(std::uint64_t ns) const {
    __extension__ typedef unsigned __int128 Wide;
    return static_cast<std::uint64_t>(static_cast<Wide>(ticks_per_second) * ns / 1'000'000'000);
  }
  // ticks: passed in `ns` nanoseconds, which is not 0.
  static ClockSpeed measured(std::uint64_t ticks, std::uint64_t ns) {
    __extension__ typedef unsigned __int128 Wide;
    return {static_cast<std::uint64_t>(static_cast<Wide>(ticks) * 1'000'000'000 / ns)};
  }
};

// The functions below are called by the thread that holds the drain lock only (drain_lock.h).
// Measures the counter's speed against the monotonic clock.  Cheap; called regularly.  The first call may sleep for a
// fraction of a millisecond.
void clock_calibrate();
std::uint64_t clock_unix_ns(std::uint64_t ticks);
std::uint64_t clock_duration_ns(std::uint64_t start, std::uint64_t end); // 0 if end is before start

// The current conversion from ticks to the wall clock, which another program needs to compute the times of this
// process's records.
struct ClockLine {
  std::uint64_t base_ticks = 0;
  std::int64_t base_ns = 0; // CLOCK_MONOTONIC
  std::int64_t unix_minus_monotonic = 0;
  std::uint64_t slope = 0; // 2^40 * nanoseconds a tick
  bool operator==(const ClockLine &) const = default;
};
ClockLine clock_line();
void clock_use(const ClockLine &line);

} // namespace telinject
