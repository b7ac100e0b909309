// The pool of lines: see budget.h.
#include "runtime/frontend/budget.h"

namespace telinject {

constinit Budget budget;

namespace {

constexpr std::uint64_t min_lines_per_second = 100; // whatever the CPU time allows
constexpr std::uint64_t windows_per_second = 1000 / budget_window_ms;

constinit std::uint64_t max_lines_per_second = 0;         // 0: no limit
constinit std::atomic<std::uint64_t> lines_per_second{0}; // current rate
constinit std::atomic<std::int64_t> pool{0};
constinit std::atomic<std::int64_t> reserve{0};
constinit std::atomic<bool> in_burst{true}, suspended{false};
constinit std::atomic<std::uint32_t> sites_in_window{0};
constinit std::atomic<std::uint64_t> window_ticks{0}; // 0: the counter's speed is not known yet

// What budget_note_cpu saw the last time.
struct CpuSample {
  std::uint64_t program_ns = 0, telemetry_ns = 0, lines = 0;
};
constinit CpuSample last_sample;

std::int64_t reserve_size() {
  return static_cast<std::int64_t>(max_lines_per_second / 4);
}

std::uint32_t take_from(std::atomic<std::int64_t> &lines, std::uint32_t wanted) {
  std::int64_t left = lines.load(std::memory_order_relaxed);
  std::int64_t taken;
  do {
    if (left <= 0)
      return 0;
    taken = left < wanted ? left : static_cast<std::int64_t>(wanted);
  } while (!lines.compare_exchange_weak(left, left - taken, std::memory_order_relaxed));
  return static_cast<std::uint32_t>(taken);
}

void refill(std::atomic<std::int64_t> &lines, std::uint64_t more, std::int64_t limit) {
  const std::int64_t now =
      lines.fetch_add(static_cast<std::int64_t>(more), std::memory_order_relaxed) + static_cast<std::int64_t>(more);
  if (now > limit) // of two threads that see this at once both may take away too much, for one window
    lines.fetch_sub(now - limit, std::memory_order_relaxed);
}

void begin_burst() {
  lines_per_second.store(max_lines_per_second, std::memory_order_relaxed);
  pool.store(static_cast<std::int64_t>(max_lines_per_second), std::memory_order_relaxed);
  reserve.store(reserve_size(), std::memory_order_relaxed);
  in_burst.store(true, std::memory_order_relaxed);
  budget.share.store(~std::uint32_t{0}, std::memory_order_relaxed);
}

} // namespace

void budget_start(std::uint32_t percent, std::uint64_t lines) {
  budget.percent.store(percent, std::memory_order_relaxed);
  max_lines_per_second = lines;
  begin_burst();
}

void budget_suspend(bool is_suspended) {
  suspended.store(is_suspended, std::memory_order_relaxed);
}

std::uint32_t budget_take(std::uint32_t wanted, bool urgent) {
  if (suspended.load(std::memory_order_relaxed))
    return 0;
  if (max_lines_per_second == 0)
    return wanted;
  const std::uint32_t taken = take_from(pool, wanted);
  if (taken == wanted)
    return taken;
  if (in_burst.load(std::memory_order_relaxed)) {
    in_burst.store(false, std::memory_order_relaxed);
    budget.share.store(1, std::memory_order_relaxed);
  }
  return urgent ? taken + take_from(reserve, wanted - taken) : taken;
}

void budget_give_back(std::uint32_t lines) {
  if (lines != 0 && max_lines_per_second != 0)
    refill(pool, lines, static_cast<std::int64_t>(max_lines_per_second));
}

bool budget_is_in_burst() {
  return in_burst.load(std::memory_order_relaxed);
}

bool budget_keeps_levels() {
  return max_lines_per_second != 0 && budget_is_in_burst();
}

void budget_note_site() {
  sites_in_window.fetch_add(1, std::memory_order_relaxed);
}

void budget_advance(std::uint64_t ticks) {
  std::uint64_t end = budget.window_end.load(std::memory_order_relaxed);
  const std::uint64_t length = window_ticks.load(std::memory_order_relaxed);
  if (ticks < end || length == 0 ||
      !budget.window_end.compare_exchange_strong(end, ticks + length, std::memory_order_relaxed))
    return;
  const std::uint64_t passed = end == 0 ? 1 : (ticks - end) / length + 1;
  const std::uint64_t windows = passed < windows_per_second ? passed : windows_per_second;
  const std::uint64_t lines = lines_per_second.load(std::memory_order_relaxed) * windows / windows_per_second;
  const std::uint32_t sites = sites_in_window.exchange(0, std::memory_order_relaxed);
  if (max_lines_per_second != 0 && !in_burst.load(std::memory_order_relaxed)) {
    refill(pool, lines, static_cast<std::int64_t>(max_lines_per_second));
    refill(reserve, lines / 4, reserve_size());
    const std::int64_t left = pool.load(std::memory_order_relaxed);
    // Half of the lines, two for each call, so that no site takes what the others need.
    const std::uint64_t share = left > 0 ? static_cast<std::uint64_t>(left) / (4 * (std::uint64_t{sites} + 1)) : 0;
    budget.share.store(share == 0 ? 1 : static_cast<std::uint32_t>(share), std::memory_order_relaxed);
  }
  budget.window.fetch_add(1, std::memory_order_relaxed);
}

void budget_set_speed(ClockSpeed speed, std::uint64_t slow_ns) {
  const std::uint64_t ticks = speed.ticks_of(budget_window_ms * 1'000'000);
  if (window_ticks.exchange(ticks, std::memory_order_relaxed) == 0)
    budget.window_end.store(0, std::memory_order_relaxed);
  budget.hook_ticks.store(static_cast<std::uint32_t>(speed.ticks_of(budget_hook_ns)), std::memory_order_relaxed);
  budget.slow_ticks.store(slow_ns == 0 ? ~std::uint64_t{0} : speed.ticks_of(slow_ns), std::memory_order_relaxed);
}

void budget_note_cpu(std::uint64_t program_ns, std::uint64_t telemetry_ns, std::uint64_t lines) {
  const CpuSample now{program_ns, telemetry_ns, lines};
  const CpuSample last = last_sample;
  last_sample = now;
  const std::uint32_t percent = budget.percent.load(std::memory_order_relaxed);
  if (percent == 0 || max_lines_per_second == 0 || lines <= last.lines || program_ns <= last.program_ns)
    return;
  const std::uint64_t used = telemetry_ns - last.telemetry_ns;
  const std::uint64_t programs = program_ns - last.program_ns > used ? program_ns - last.program_ns - used : 0;
  const std::uint64_t allowed = programs * percent / 100 * budget_share_of_lines / 100;
  // The rate follows the budget in steps of at most a factor of two.
  const std::uint64_t rate = lines_per_second.load(std::memory_order_relaxed);
  std::uint64_t next = used == 0 ? rate * 2 : rate * allowed / used;
  next = next < rate / 2 ? rate / 2 : next > rate * 2 ? rate * 2 : next;
  next = next < min_lines_per_second ? min_lines_per_second : next;
  lines_per_second.store(next < max_lines_per_second ? next : max_lines_per_second, std::memory_order_relaxed);
}

void budget_reset_for_child() {
  budget_suspend(false);
  begin_burst();
  last_sample = CpuSample();
}

} // namespace telinject
