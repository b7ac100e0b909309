// The counter's line: nanoseconds = base_ns + (ticks - base_ticks) * slope.  Recalibration bends the line without a
// jump, so that times of one thread never go back.
#include "runtime/core/clock.h"

#include "runtime/base/sys.h"

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace telinject {

constinit bool clock_uses_counter = false;

namespace {

__extension__ typedef __int128 Wide;

constexpr int slope_bits = 40;
constexpr std::int64_t first_baseline_ns = 200'000;
constexpr std::int64_t period_ns = 1'000'000'000;
constexpr int max_checks = 100; // at a clock that does not move

struct Sample {
  std::uint64_t ticks = 0;
  std::int64_t ns = 0; // CLOCK_MONOTONIC
};

constinit Sample anchor;
constinit Sample base;
constinit std::int64_t unix_minus_monotonic = 0;
constinit std::uint64_t slope = 0; // 0: not measured yet
constinit std::int64_t next_calibration_ns = 0;

// The pair read closest together of a few.
Sample sample() {
  Sample best;
  std::uint64_t narrowest = ~std::uint64_t{0};
  for (int i = 0; i < 5; ++i) {
    const std::uint64_t before = clock_ticks();
    const std::int64_t ns = sys::monotonic_ns();
    const std::uint64_t after = clock_ticks();
    if (after - before < narrowest) {
      narrowest = after - before;
      best = {before + (after - before) / 2, ns};
    }
  }
  return best;
}

bool counter_is_steady() {
#if defined(__x86_64__)
  unsigned a = 0, b = 0, c = 0, d = 0;
  return __get_cpuid(0x80000007, &a, &b, &c, &d) && (d & 1u << 8) != 0; // invariant time stamp counter
#elif defined(__aarch64__)
  return true;
#else
  return false;
#endif
}

std::int64_t scale(std::int64_t ticks) {
  return static_cast<std::int64_t>((static_cast<Wide>(ticks) * static_cast<Wide>(slope)) >> slope_bits);
}

std::int64_t monotonic_of(std::uint64_t ticks) {
  return base.ns + scale(static_cast<std::int64_t>(ticks - base.ticks));
}

std::uint64_t slope_of(std::int64_t ns, std::int64_t ticks) {
  return static_cast<std::uint64_t>((static_cast<Wide>(ns) << slope_bits) / ticks);
}

} // namespace

void clock_start(bool may_use_counter) {
  clock_uses_counter = may_use_counter && counter_is_steady();
  anchor = base = sample();
  unix_minus_monotonic = kernel_clock_ns(CLOCK_REALTIME) - sys::monotonic_ns();
}

void clock_calibrate() {
  if (!clock_uses_counter) {
    slope = std::uint64_t{1} << slope_bits;
    return;
  }
  if (slope != 0 && sys::monotonic_ns() < next_calibration_ns)
    return;
  Sample now = sample();
  for (int i = 0; now.ns - anchor.ns < first_baseline_ns || now.ticks <= anchor.ticks; ++i) {
    if (i == max_checks) { // neither moves, or one alone: taken as nanoseconds until that changes
      slope = slope != 0 ? slope : std::uint64_t{1} << slope_bits;
      next_calibration_ns = now.ns + period_ns;
      return;
    }
    sys::sleep_ns(first_baseline_ns - (now.ns - anchor.ns));
    now = sample();
  }
  const std::uint64_t measured = slope_of(now.ns - anchor.ns, static_cast<std::int64_t>(now.ticks - anchor.ticks));
  if (slope == 0) {
    slope = measured;
    base = anchor;
    next_calibration_ns = now.ns + period_ns / 50;
    return;
  }
  // From where the old line is now towards where the true time will be one period on.
  const std::int64_t here = monotonic_of(now.ticks);
  std::int64_t error = now.ns - here;
  const std::int64_t most = period_ns / 10;
  error = error > most ? most : error < -most ? -most : error;
  slope = static_cast<std::uint64_t>(static_cast<Wide>(measured) * (period_ns + error) / period_ns);
  base = {now.ticks, here};
  next_calibration_ns = now.ns + period_ns;
}

std::uint64_t clock_unix_ns(std::uint64_t ticks) {
  const std::int64_t ns = monotonic_of(ticks) + unix_minus_monotonic;
  return ns > 0 ? static_cast<std::uint64_t>(ns) : 0;
}

std::uint64_t clock_duration_ns(std::uint64_t start, std::uint64_t end) {
  return end <= start ? 0 : static_cast<std::uint64_t>(scale(static_cast<std::int64_t>(end - start)));
}

ClockLine clock_line() {
  return {base.ticks, base.ns, unix_minus_monotonic, slope};
}

void clock_use(const ClockLine &line) {
  base = {line.base_ticks, line.base_ns};
  unix_minus_monotonic = line.unix_minus_monotonic;
  slope = line.slope;
}

} // namespace telinject
