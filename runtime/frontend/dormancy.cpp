// Schedules the watches: see dormancy.h.
#include "runtime/frontend/dormancy.h"

#include "runtime/core/clock.h"
#include "runtime/frontend/budget.h"
#include "runtime/frontend/state.h"
#include "runtime/frontend/upcalls.h"

#include <telinject/telinject.h>

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
// The program's own time that a thread observes in a watch: less where events are so close that the watch ends before.
constexpr std::int64_t max_observed_ns = 10'000, min_observed_ns = 500;
// Until the observation begins: the writer may have taken a program's thread off its processor to begin the watch.
constexpr std::int64_t settling_ns = 30'000;
// The most time that a watch stands for.
constexpr std::int64_t max_since_ns = 4 * cycle_ns;
constexpr std::uint32_t many_events = 64; // in a watch, before they say how close they are
constexpr std::uint32_t events_per_probes = 32;
constexpr std::uint8_t probes = 4; // the first of them follows an event
// The part of what hooks add that is counted as the program's own all the same, so that an error of the measurement does
// not make estimates too high; more of it where they are lower bounds.
constexpr std::int64_t overhead_margin = 32, lower_bound_margin = 16;
// An estimate of which less than this part was the program's own time is a lower bound.
constexpr std::int64_t min_own_part = 5;

constinit std::atomic<std::uint32_t> occupied{0}; // groups in which something sleeps
constinit std::atomic<std::uint32_t> watched{groups};
constinit std::atomic<std::uint32_t> number{0};
constinit std::atomic<std::uint64_t> start{0}; // ticks at which the observation begins
constinit std::atomic<std::uint32_t> weight{0};
constinit std::atomic<std::int64_t> observed{0};   // ticks of the program's own time after which the thread is done
constinit std::atomic<bool> has_events{false};     // there was one in this watch
constinit std::atomic<std::int64_t> most_own{0};   // of a thread in this watch, if it had many events
constinit std::atomic<std::uint32_t> too_close{0}; // groups whose estimates are lower bounds
// The time in ticks from the end of a watched hook to the next one that the two add to the program's own: of functions the
// average of probes, times 16; of what happens inside the shortest time that was seen.
constinit std::atomic<std::int64_t> overhead{0};
constinit std::atomic<std::uint32_t> overhead_samples{0};
constinit std::atomic<std::int64_t> shortest_inside{std::int64_t{1} << 40};

// What the writer thread knows of a group.
struct GroupWatch {
  std::int64_t until_ns = 0; // end of its last watch; 0: there was none
  std::int64_t until_program_ns = 0;
  std::int64_t observed_ns = max_observed_ns;
};

// Used by the writer thread only.
constinit std::int64_t next_ns = 0;
constinit GroupWatch watches[groups];
constinit std::uint32_t last_group = groups - 1, cycles_done = 0;

// Reads the clock after what stands before, and before what follows: processors execute a hook while the function
// before it is still at work.
std::uint64_t ordered_ticks() {
#if defined(__x86_64__)
  asm volatile("lfence" ::: "memory");
#elif defined(__aarch64__)
  asm volatile("isb" ::: "memory");
#endif
  const std::uint64_t now = clock_ticks();
#if defined(__x86_64__)
  asm volatile("lfence" ::: "memory");
#elif defined(__aarch64__)
  asm volatile("isb" ::: "memory");
#endif
  return now;
}

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

void begin_watch(std::uint32_t group, std::int64_t now_ns, std::int64_t program_ns, std::uint64_t ticks) {
  const GroupWatch &watch = watches[group];
  // Time in which the program did not run has no events.
  const std::int64_t passed = now_ns - watch.until_ns, used = program_ns - watch.until_program_ns;
  const std::int64_t ran = used < passed ? used : passed;
  const std::int64_t since = ran < max_since_ns ? ran : max_since_ns;
  const std::int64_t part = since > 0 ? (since + watch.observed_ns / 2) / watch.observed_ns : 0;
  weight.store(part > 0 ? static_cast<std::uint32_t>(part) : 1, std::memory_order_relaxed);
  observed.store(static_cast<std::int64_t>(ticks_of(watch.observed_ns)), std::memory_order_relaxed);
  has_events.store(false, std::memory_order_relaxed);
  most_own.store(0, std::memory_order_relaxed);
  start.store(ticks + ticks_of(settling_ns), std::memory_order_relaxed);
  watched.store(group, std::memory_order_relaxed);
  number.fetch_add(1, std::memory_order_release);
}

void end_watch(std::uint32_t group, std::int64_t now_ns, std::int64_t program_ns) {
  GroupWatch &watch = watches[group];
  watched.store(groups, std::memory_order_relaxed);
  // Perhaps the program had no processor in the watch: the next one stands for that time too.  The kernel's figure is some
  // milliseconds old, so that it says nothing about a single watch.
  const bool runs = (program_ns - watch.until_program_ns) * 2 > now_ns - watch.until_ns;
  if (!runs && !has_events.load(std::memory_order_relaxed))
    return;
  watch.until_ns = now_ns - watch_ns / 2; // how much of it the program had depends on the site
  watch.until_program_ns = program_ns;
  const std::int64_t own = most_own.load(std::memory_order_relaxed);
  if (own == 0 || own >= observed.load(std::memory_order_relaxed)) {
    watch.observed_ns = watch.observed_ns < max_observed_ns / 2 ? watch.observed_ns * 2 : max_observed_ns;
    return;
  }
  const std::int64_t own_ns = own * budget_hook_ns / budget.hook_ticks.load(std::memory_order_relaxed);
  watch.observed_ns = own_ns * 3 / 4 > min_observed_ns ? own_ns * 3 / 4 : min_observed_ns;
}

// Returns what two hooks add to the time between them.
std::int64_t added_ticks(bool is_function, std::int64_t passed, std::uint32_t group) {
  const std::int64_t margin = is_lower_bound(group) ? lower_bound_margin : overhead_margin;
  if (is_function)
    return overhead.load(std::memory_order_relaxed) * (margin - 1) / (16 * margin);
  if (passed < shortest_inside.load(std::memory_order_relaxed))
    shortest_inside.store(passed, std::memory_order_relaxed);
  return shortest_inside.load(std::memory_order_relaxed);
}

bool knows_overhead() {
  return overhead_samples.load(std::memory_order_relaxed) > 4 * probes;
}

void schedule_probes(WatchProgress &progress, const char *site) {
  if (!site || progress.events % events_per_probes != 0)
    return;
  progress.probed = site;
  progress.probes_left = probes;
}

void judge(const WatchProgress &progress, std::uint32_t group) {
  if (progress.own > most_own.load(std::memory_order_relaxed))
    most_own.store(progress.own, std::memory_order_relaxed);
  if (progress.own * min_own_part < static_cast<std::int64_t>(progress.passed))
    too_close.fetch_or(1u << group, std::memory_order_relaxed);
}

} // namespace

std::uint32_t watched_weight(WatchProgress &progress, std::uint32_t group, const char *site) {
  const std::uint32_t current = number.load(std::memory_order_acquire);
  if (watched.load(std::memory_order_relaxed) != group ||
      (progress.watch == current && progress.own > observed.load(std::memory_order_relaxed)))
    return 0;
  return watched_weight_at(progress, group, site, ordered_ticks());
}

std::uint32_t watched_weight_at(WatchProgress &progress, std::uint32_t group, const char *site, std::uint64_t now) {
  const std::uint32_t current = number.load(std::memory_order_relaxed);
  const std::uint64_t begin = start.load(std::memory_order_relaxed);
  const bool is_first = progress.watch != current;
  if (is_first) {
    progress.watch = current;
    progress.own = 0;
    progress.passed = 0;
    progress.events = 0;
    progress.is_after_probes = false;
  }
  progress.is_in_hook = true;
  if (now < begin || progress.is_after_probes || (site && !knows_overhead())) {
    progress.is_after_probes = false;
    if (site && !knows_overhead())
      schedule_probes(progress, site);
    return 0;
  }
  const bool has_last = !is_first && progress.last_event > begin;
  const auto passed = static_cast<std::int64_t>(now - (has_last ? progress.last_event : begin));
  const std::int64_t own = passed - (has_last ? added_ticks(site != nullptr, passed, group) : 0);
  progress.own += own;
  progress.passed += static_cast<std::uint64_t>(passed);
  if (progress.own > observed.load(std::memory_order_relaxed)) {
    progress.is_in_hook = false;
    if (progress.events >= many_events)
      judge(progress, group);
    return 0;
  }
  if (progress.events++ == 0)
    has_events.store(true, std::memory_order_relaxed);
  if (progress.events >= many_events && progress.events % 16 == 0)
    judge(progress, group);
  schedule_probes(progress, site);
  return weight.load(std::memory_order_relaxed);
}

void end_watched_event(WatchProgress &progress) {
  progress.is_in_hook = false;
  progress.last_event = ordered_ticks();
}

// A jump out of a signal handler may leave the loop: is_probe then takes a few calls of the program for probes.
__attribute__((noinline)) void run_probes(WatchProgress &progress, int *word) {
  const char *const site = progress.probed;
  for (int i = 0; i < probes && progress.probes_left != 0 && word && __atomic_load_n(word, __ATOMIC_RELAXED) != 0; ++i)
    telinject_enter(word, site);
  progress.probes_left = 0;
  progress.probed = nullptr;
  progress.is_after_probes = true;
}

void note_probe(WatchProgress &progress) {
  note_probe_at(progress, ordered_ticks());
}

void note_probe_at(WatchProgress &progress, std::uint64_t now) {
  constexpr std::int64_t outlier = 3; // an interrupt is no overhead
  constexpr std::uint32_t samples = 64, first_samples = 12;
  const bool is_first = progress.probes_left-- == probes;
  progress.is_in_hook = true;
  const std::int64_t sample = static_cast<std::int64_t>(now - progress.last_event) * 16;
  const std::int64_t average = overhead.load(std::memory_order_relaxed);
  if (is_first || (average != 0 && sample > average * outlier))
    return;
  const std::uint32_t before = overhead_samples.load(std::memory_order_relaxed);
  const std::int64_t part = before < samples ? before + 1 : samples;
  overhead_samples.store(static_cast<std::uint32_t>(part), std::memory_order_relaxed);
  // The first ones find caches cold: the shortest of them begins the average.
  const std::int64_t first = average == 0 || sample < average ? sample : average;
  overhead.store(before < first_samples ? first : average + (sample - average) / part, std::memory_order_relaxed);
}

bool is_lower_bound(std::uint32_t group) {
  return (too_close.load(std::memory_order_relaxed) & 1u << group) != 0;
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
  return events * (static_cast<std::uint64_t>(budget_window_ms) * 1'000'000 / max_observed_ns);
}

std::int64_t advance_watch(std::int64_t now_ns, std::int64_t program_ns, std::uint64_t ticks) {
  const std::uint32_t all = occupied.load(std::memory_order_seq_cst);
  if (all == 0) {
    next_ns = 0;
    cycles_done = 0;
    for (GroupWatch &watch : watches)
      watch = GroupWatch();
    too_close.store(0, std::memory_order_relaxed);
    return 0;
  }
  for (std::uint32_t group = 0; group < groups; ++group)
    if ((all & 1u << group) != 0 && watches[group].until_ns == 0) { // it sleeps since about now
      watches[group].until_ns = now_ns;
      watches[group].until_program_ns = program_ns;
    }
  if (next_ns == 0)
    next_ns = now_ns + first_pause_ns;
  if (now_ns < next_ns)
    return next_ns - now_ns;
  const std::uint32_t group = watched.load(std::memory_order_relaxed);
  if (group < groups) {
    end_watch(group, now_ns, program_ns);
    next_ns = now_ns + pause_ns(all);
  } else {
    const std::uint32_t next = next_group(last_group, all);
    cycles_done += next <= last_group ? 1 : 0;
    last_group = next;
    begin_watch(next, now_ns, program_ns, ticks);
    next_ns = now_ns + settling_ns + watch_ns;
  }
  publish();
  return next_ns - now_ns;
}

} // namespace telinject
