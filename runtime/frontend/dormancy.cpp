// Schedules the watches: see dormancy.h.
#include "runtime/frontend/dormancy.h"

#include "runtime/core/clock.h"
#include "runtime/frontend/budget.h"
#include "runtime/frontend/state.h"
#include "runtime/frontend/upcalls.h"

extern "C" {
int telinject_asleep[2] = {0, telinject::min_dormant_guard};
}

namespace telinject {

namespace {

constexpr std::uint32_t groups = function_groups + 1;
constexpr std::int64_t watch_ns = 250'000;
constexpr std::int64_t cycle_ns = 64'000'000;      // in which each group is watched once, unless there are many groups
constexpr std::int64_t min_pause_ns = 4'000'000;   // with the default budget, longer with a smaller one
constexpr std::int64_t first_pause_ns = 1'000'000; // doubled after each cycle, so that short runs are watched too
constexpr std::int64_t observed_ns = 10'000;       // of the program's own time in a watch

constinit std::atomic<std::uint32_t> occupied{0}; // groups in which something sleeps
constinit std::atomic<std::uint32_t> watched{groups};
constinit std::atomic<std::uint32_t> number{0};
constinit std::atomic<std::uint64_t> start{0}; // ticks
constinit std::atomic<std::uint32_t> weight{0};
// The shortest time in ticks from the end of a watched hook to the next one: what the two add to the program's own time.
// Of functions, and of what happens inside.
constinit std::atomic<std::uint64_t> shortest[2] = {~std::uint64_t{0}, ~std::uint64_t{0}};

// Used by the writer thread only.
constinit std::int64_t next_ns = 0;
constinit std::int64_t watched_until_ns[groups] = {}; // end of its last watch; 0: there was none
constinit std::uint32_t last_group = groups - 1, cycles_done = 0;

void publish() {
  const std::uint32_t all = occupied.load(std::memory_order_seq_cst);
  const std::uint32_t awake = watched.load(std::memory_order_relaxed);
  const std::uint32_t asleep = all == 0 ? 0 : ((1u << function_groups) - 1) & ~(1u << awake);
  __atomic_store_n(&telinject_asleep[0], static_cast<int>(asleep), __ATOMIC_RELAXED);
  __atomic_store_n(&telinject_asleep[1], all == 0 || awake == inner_group ? min_dormant_guard : 0, __ATOMIC_RELAXED);
}

std::uint64_t ticks_of(std::int64_t ns) {
  return static_cast<std::uint64_t>(ns) * budget.hook_ticks.load(std::memory_order_relaxed) / budget_hook_ns;
}

std::int64_t pause_ns(std::uint32_t all) {
  constexpr std::uint32_t max_doublings = 10;
  constexpr std::int64_t default_percent = 10;
  const std::int64_t percent = budget.percent.load(std::memory_order_relaxed);
  const std::int64_t least =
      percent > 0 && percent < default_percent ? min_pause_ns * default_percent / percent : min_pause_ns;
  const std::int64_t share = cycle_ns / __builtin_popcount(all) - watch_ns;
  const std::int64_t pause = share > least ? share : least;
  const std::int64_t early = first_pause_ns << (cycles_done < max_doublings ? cycles_done : max_doublings);
  return early < pause ? early : pause;
}

std::uint32_t next_group(std::uint32_t last, std::uint32_t all) {
  do
    last = last + 1 < groups ? last + 1 : 0;
  while ((all & 1u << last) == 0);
  return last;
}

void begin_watch(std::uint32_t group, std::int64_t now_ns) {
  const std::int64_t last = watched_until_ns[group];
  const std::int64_t since = last != 0 ? now_ns - last : 0;
  weight.store(1 + static_cast<std::uint32_t>(since / observed_ns), std::memory_order_relaxed);
  start.store(clock_ticks(), std::memory_order_relaxed);
  watched.store(group, std::memory_order_relaxed);
  number.fetch_add(1, std::memory_order_release);
}

} // namespace

std::uint32_t watched_weight(WatchProgress &progress, std::uint32_t group) {
  const std::uint32_t current = number.load(std::memory_order_acquire);
  if (watched.load(std::memory_order_relaxed) != group)
    return 0;
  if (progress.watch == current && progress.is_over)
    return 0;
  const std::uint64_t now = clock_ticks();
  if (progress.watch != current) {
    progress.watch = current;
    progress.is_over = false;
    progress.own = now - start.load(std::memory_order_relaxed);
  } else {
    const std::uint64_t passed = now - progress.last_event;
    std::atomic<std::uint64_t> &least = shortest[group == inner_group ? 1 : 0];
    if (passed < least.load(std::memory_order_relaxed))
      least.store(passed, std::memory_order_relaxed);
    progress.own += passed - least.load(std::memory_order_relaxed);
  }
  progress.is_over = progress.own > ticks_of(observed_ns);
  progress.is_in_hook = !progress.is_over;
  return progress.is_over ? 0 : weight.load(std::memory_order_relaxed);
}

void end_watched_event(WatchProgress &progress) {
  progress.is_in_hook = false;
  progress.last_event = clock_ticks();
}

std::uint32_t watch_number() {
  return number.load(std::memory_order_relaxed);
}

std::uint32_t watches_of_group(std::uint32_t first, std::uint32_t last) {
  const auto all = static_cast<std::uint32_t>(__builtin_popcount(occupied.load(std::memory_order_relaxed)));
  const std::uint32_t watches = (last - first) / (all != 0 ? all : 1);
  return watches != 0 ? watches : 1;
}

bool begin_dormancy(std::uint32_t group) {
  if (load_state() != state_on)
    return false;
  const std::uint32_t bit = 1u << group;
  if ((occupied.load(std::memory_order_relaxed) & bit) == 0 &&
      (occupied.fetch_or(bit, std::memory_order_seq_cst) & bit) == 0)
    publish(), writer_wake();
  return true;
}

bool all_awake() {
  return occupied.load(std::memory_order_relaxed) == 0;
}

void end_dormancy() {
  occupied.store(0, std::memory_order_seq_cst);
  watched.store(groups, std::memory_order_relaxed);
  publish();
}

std::uint64_t events_in_window(std::uint32_t events) {
  return events * (static_cast<std::uint64_t>(budget_window_ms) * 1'000'000 / observed_ns);
}

std::int64_t advance_watch(std::int64_t now_ns) {
  const std::uint32_t all = occupied.load(std::memory_order_seq_cst);
  if (all == 0) {
    next_ns = 0;
    cycles_done = 0;
    for (std::int64_t &until : watched_until_ns)
      until = 0;
    return 0;
  }
  for (std::uint32_t group = 0; group < groups; ++group)
    if ((all & 1u << group) != 0 && watched_until_ns[group] == 0)
      watched_until_ns[group] = now_ns; // it sleeps since about now
  if (next_ns == 0)
    next_ns = now_ns + first_pause_ns;
  if (now_ns < next_ns)
    return next_ns - now_ns;
  const std::uint32_t group = watched.load(std::memory_order_relaxed);
  if (group < groups) {                              // it ends
    watched_until_ns[group] = now_ns - watch_ns / 2; // how much of it the program had depends on the site
    watched.store(groups, std::memory_order_relaxed);
    next_ns = now_ns + pause_ns(all);
  } else {
    const std::uint32_t next = next_group(last_group, all);
    cycles_done += next <= last_group ? 1 : 0;
    last_group = next;
    begin_watch(next, now_ns);
    next_ns = now_ns + watch_ns;
  }
  publish();
  return next_ns - now_ns;
}

} // namespace telinject
