// Ticks: the cheapest monotonic counter of this machine, turned into nanoseconds by whoever renders.
#pragma once

#include "runtime/base/kernel_clock.h"

#include <cstdint>
#if defined(__x86_64__)
#include <x86intrin.h>
#endif

namespace telinject {

extern bool clock_uses_counter; // set once by clock_start

// Where that is set.  Any thread, signal-safe.
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

// Chooses the counter, where the processor's may be used and is steady, and ties it to the wall clock.  Once, before
// the first tick is read.
void clock_start(bool may_use_counter);

// The rest: only by whoever holds the drain (drain.h).
// Measures the counter's speed against the monotonic clock; cheap, to be called now and then.  The first call may sleep
// for a fraction of a millisecond.
void clock_calibrate();
std::uint64_t clock_unix_ns(std::uint64_t ticks);
std::uint64_t clock_duration_ns(std::uint64_t start, std::uint64_t end); // 0 where end is before start

// The line from ticks to the wall clock, as it is now: what another program needs to tell the time of this one's
// records.
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
