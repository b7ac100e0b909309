// The table of sites, with open addressing.  Entries are only released all together.
#include "runtime/frontend/site_levels.h"

#include "runtime/config/function_filter.h"
#include "runtime/core/site.h"
#include "runtime/frontend/roots.h"
#include "runtime/frontend/state.h"

namespace telinject {

namespace {

constexpr std::size_t table_bits = 15;
constexpr std::size_t table_size = std::size_t{1} << table_bits;
constexpr std::size_t max_probe = 32;
constexpr std::uint32_t max_events_in_window = 1000;
constexpr std::uint32_t calls_before_level = 128;  // observed before a level is chosen
constexpr std::uint32_t samples_before_level = 64; // the same of timed calls of a counted site
// A call in so many is timed: more often at first, so that sites with few calls have enough samples.
constexpr std::uint32_t calls_per_timed_at_first = 32, calls_per_timed = 128;
constexpr std::uint8_t timed_at_first = 255;
constexpr std::size_t max_site = 16 * 1024;

constinit SiteState table[table_size];
// A window lasts one second or slightly more: a power of two in ticks.  Assumes 4 GHz until the speed is known.
constinit std::atomic<int> window_shift{32};

// The least average of any site's timed calls.
constinit std::atomic<std::int64_t> least_timed{std::int64_t{1} << 40};

// What TELINJECT_TEST_LEVEL asks for.
enum class ForcedLevel { none, folded, counted, dormant };
constinit ForcedLevel forced_level = ForcedLevel::none;

bool is_included(const char *site) {
  return function_filter_matches(function_of_site(Slice::of(site).take_front(max_site)));
}

// Matches the function's name if the filter has changed since the last match.
void update_filter_decision(SiteState *state, const char *site) {
  for (std::uint32_t list;
       (list = function_filter_generation()) != state->filter_generation.load(std::memory_order_relaxed);) {
    state->is_filtered_out.store(!is_included(site), std::memory_order_relaxed);
    state->filter_generation.store(list, std::memory_order_relaxed);
  }
}

} // namespace

std::int64_t timing_cost() {
  const std::int64_t least = least_timed.load(std::memory_order_relaxed);
  const std::int64_t most = 16 * 3 / 2 * std::int64_t{budget.hook_ticks.load(std::memory_order_relaxed)};
  return least < most ? least : most;
}

void SiteState::note_timed(std::int64_t total, std::int64_t self) {
  constexpr std::int64_t outlier = 64, samples = 256, many_samples = 32;
  const std::int64_t old = average_total.load(std::memory_order_relaxed);
  std::int64_t n = timed.load(std::memory_order_relaxed) + std::int64_t{1};
  if (n <= many_samples && old > outlier * 16 * (total + 1))
    n = 1; // what it began with was interrupted
  else if (n > 1 && 16 * total > outlier * (old + 16))
    return; // it was interrupted
  timed.store(static_cast<std::uint32_t>(n), std::memory_order_relaxed);
  // Own times vary more: a timed call inside stands for many.
  constexpr std::int64_t self_samples = 4096;
  const auto add = [&](std::atomic<std::int64_t> &average, std::int64_t sample, std::int64_t most) {
    const std::int64_t part = n < most ? n : most;
    const std::int64_t last = n == 1 ? 0 : average.load(std::memory_order_relaxed);
    average.store(last + (16 * sample - last) / part, std::memory_order_relaxed);
  };
  add(average_total, total, samples);
  if (all_awake() || n <= many_samples)
    add(average_self, self, self_samples);
  const std::int64_t now = average_total.load(std::memory_order_relaxed);
  if (n >= many_samples && now < least_timed.load(std::memory_order_relaxed))
    least_timed.store(now, std::memory_order_relaxed);
}

std::int64_t SiteState::without_timing_cost(const std::atomic<std::int64_t> &average) {
  const std::int64_t ticks = average.load(std::memory_order_relaxed) - timing_cost();
  return ticks > 0 ? ticks : 0;
}

std::int64_t SiteState::self_part(std::int64_t total) const {
  __extension__ typedef __int128 Wide;
  // No call takes less than that of its own, in 1/16 ticks: about a nanosecond.
  const std::int64_t least = budget.hook_ticks.load(std::memory_order_relaxed) / 2;
  const std::int64_t all = without_timing_cost(average_total), measured = without_timing_cost(average_self);
  const std::int64_t own = measured > least ? measured : least;
  return own >= all ? total : static_cast<std::int64_t>(static_cast<Wide>(total) * own / all);
}

SiteState *find_site_state(const char *site) {
  const std::size_t start =
      static_cast<std::size_t>(reinterpret_cast<std::uintptr_t>(site) * 0x9E3779B97F4A7C15u >> (64 - table_bits));
  for (std::size_t i = 0; i < max_probe; ++i) {
    SiteState &entry = table[(start + i) & (table_size - 1)];
    const char *current = entry.site.load(std::memory_order_relaxed);
    if (current == site)
      return &entry;
    if (current)
      continue;
    if (entry.site.compare_exchange_strong(current, site, std::memory_order_relaxed) || current == site)
      return &entry;
  }
  return nullptr;
}

bool should_record_event(SiteState *state, std::uint64_t ticks) {
  if (!state)
    return true;
  const std::uint64_t window = ticks >> window_shift.load(std::memory_order_relaxed);
  if (state->window.load(std::memory_order_relaxed) != window) {
    state->window.store(window, std::memory_order_relaxed);
    state->recorded.store(1, std::memory_order_relaxed);
    return true;
  }
  return state->recorded.load(std::memory_order_relaxed) < max_events_in_window &&
         state->recorded.fetch_add(1, std::memory_order_relaxed) < max_events_in_window;
}

bool is_filtered_out(const char *site) {
  SiteState *const state = find_site_state(site);
  if (!state)
    return !is_included(site);
  update_filter_decision(state, site);
  return state->is_filtered_out.load(std::memory_order_relaxed);
}

namespace {

void set_level(SiteState *state, SiteLevel level) {
  state->calls.store(0, std::memory_order_relaxed);
  state->hooks.store(0, std::memory_order_relaxed);
  state->ticks.store(0, std::memory_order_relaxed);
  state->level.store(level, std::memory_order_relaxed);
}

// A site whose hooks cost more of its own time than the budget has for folded calls is counted; it is recorded again when
// they would cost less than half of that.
SiteLevel level_for(SiteLevel current, std::uint64_t hooks, std::uint64_t ticks, std::uint32_t percent) {
  const std::uint64_t cost = hooks * budget.hook_ticks.load(std::memory_order_relaxed);
  const std::uint64_t own = ticks > cost ? ticks - cost : 0;
  const std::uint64_t allowed = own * percent * budget_share_of_folds / 100;
  if (cost * 100 > allowed)
    return current == SiteLevel::dormant ? current : SiteLevel::counted;
  return cost * 200 < allowed ? SiteLevel::recorded : current;
}

// The number of calls until the next one is timed.  It varies, so that it does not follow a pattern of the program.
std::uint32_t next_gap(const SiteCalls &calls) {
  const std::uint64_t mixed = (calls.ticks ^ reinterpret_cast<std::uintptr_t>(&calls)) * 0x9E3779B97F4A7C15u;
  const std::uint32_t average = calls.timed < timed_at_first ? calls_per_timed_at_first : calls_per_timed;
  return 1 + static_cast<std::uint32_t>(mixed >> 33) % (2 * average - 1);
}

bool is_root(SiteState *state, const char *site) {
  if (!state)
    return is_root_site(site);
  RootMatch root = state->root.load(std::memory_order_relaxed);
  if (root == RootMatch::unknown) {
    root = is_root_site(site) ? RootMatch::yes : RootMatch::no;
    state->root.store(root, std::memory_order_relaxed);
  }
  return root == RootMatch::yes;
}

// Promises to record some of the first calls of a function in the process.
std::uint8_t claim_first_calls(SiteState *state) {
  constexpr std::uint8_t all = SiteCalls::promised_first_calls;
  return all - state->first_calls.exchange(all, std::memory_order_relaxed);
}

} // namespace

void SiteCalls::add_batch() {
  const std::uint32_t percent = budget.percent.load(std::memory_order_relaxed);
  if (state && is_function && percent != 0) {
    const std::uint32_t all = calls + state->calls.fetch_add(calls, std::memory_order_relaxed);
    const std::uint64_t all_hooks = hooks + std::uint64_t{state->hooks.fetch_add(hooks, std::memory_order_relaxed)};
    const std::uint64_t all_ticks = ticks + state->ticks.fetch_add(ticks, std::memory_order_relaxed);
    const SiteLevel current = state->level.load(std::memory_order_relaxed);
    if (all >= (current == SiteLevel::recorded ? calls_before_level : samples_before_level) && !budget_keeps_levels()) {
      set_level(state, level_for(current, all_hooks + all, all_ticks, percent));
      begin_site_window(this);
    }
  }
  calls = 0;
  hooks = 0;
  ticks = 0;
}

void force_level_for_tests(Slice level) {
  forced_level = level == Slice("folded")    ? ForcedLevel::folded
                 : level == Slice("counted") ? ForcedLevel::counted
                 : level == Slice("dormant") ? ForcedLevel::dormant
                                             : ForcedLevel::none;
}

namespace {

bool is_coroutine(const char *site) {
  const Slice all = Slice::of(site).take_front(max_site), codes = all.take_front(all.find('\n'));
  return codes.find(" coroutine") != codes.size;
}

// A coroutine may not: its caller has announced it.
bool may_sleep(const SiteCalls *calls) {
  const char *const site = calls->state->site.load(std::memory_order_relaxed);
  return site && !calls->state->is_important.load(std::memory_order_relaxed) && !is_coroutine(site) &&
         begin_dormancy(dormant_group_of(site));
}

SiteLevel level_of(SiteCalls *calls) {
  if (!calls->state || calls->is_root)
    return SiteLevel::recorded;
  if (forced_level == ForcedLevel::none || !calls->is_function)
    return calls->state->level.load(std::memory_order_relaxed);
  calls->share = 0; // so that recorded means folded
  if (forced_level == ForcedLevel::folded)
    return SiteLevel::recorded;
  return forced_level == ForcedLevel::dormant && may_sleep(calls) ? SiteLevel::dormant : SiteLevel::counted;
}

} // namespace

void begin_site_window(SiteCalls *calls) {
  calls->window = budget.window.load(std::memory_order_relaxed);
  calls->share = budget.share.load(std::memory_order_relaxed);
  budget_note_site();
  const SiteLevel level = level_of(calls);
  if (level != SiteLevel::recorded && calls->level == SiteLevel::recorded)
    calls->calls_until_timed = calls->calls_per_timed = 1;
  calls->level = level;
  calls->counted = 0;
}

void choose_next_timed(SiteCalls *calls) {
  calls->timed = static_cast<std::uint8_t>(calls->timed + (calls->timed < timed_at_first ? 1 : 0));
  calls->calls_until_timed = calls->calls_per_timed = next_gap(*calls);
}

void let_sleep(SiteCalls *calls) {
  if (!calls->state || !may_sleep(calls))
    return;
  set_level(calls->state, SiteLevel::dormant);
  begin_site_window(calls);
  calls->state->watched.store(0, std::memory_order_relaxed);
}

void note_watched(SiteCalls *calls) {
  constexpr std::uint64_t small_share = 32;
  SiteState &state = *calls->state;
  const std::uint32_t watch = watch_number();
  if (const std::uint32_t before = state.watch.exchange(watch, std::memory_order_relaxed); before != watch) {
    const std::uint32_t last = state.watched.exchange(0, std::memory_order_relaxed);
    if (last != 0 &&
        events_in_window(last) * small_share / watches_of_group(before, watch) < budget_counts_per_window()) {
      set_level(&state, SiteLevel::counted);
      begin_site_window(calls);
    }
  }
  state.watched.fetch_add(1, std::memory_order_relaxed);
}

__attribute__((noinline)) SiteCalls *CallCounts::replace(SiteCalls *entry, const char *site, bool is_function) {
  SiteState *const state = find_site_state(site);
  if (entry->site.load(std::memory_order_relaxed)) {
    if (entry->calls != 0)
      entry->add_batch();
    if (entry->state && entry->first_calls != 0)
      entry->state->first_calls.fetch_sub(entry->first_calls, std::memory_order_relaxed);
  }
  entry->calls = 0;
  entry->hooks = 0;
  entry->timed = 0;
  entry->ticks = 0;
  entry->state = state;
  entry->fold = no_fold_entry();
  entry->is_function = is_function;
  entry->is_root = is_function && is_root(state, site);
  entry->first_calls = state && is_function ? claim_first_calls(state) : 0;
  entry->level = SiteLevel::recorded;
  begin_site_window(entry);
  for (std::uint32_t list = function_filter_generation();;) {
    if (is_function && state)
      update_filter_decision(state, site);
    entry->is_filtered_out =
        is_function && (state ? state->is_filtered_out.load(std::memory_order_relaxed) : !is_included(site));
    // A filter installed meanwhile invalidates all entries, but may have run before this entry was stored.
    entry->site.store(site, std::memory_order_seq_cst);
    const std::uint32_t now = function_filter_generation();
    if (now == list)
      return entry;
    list = now;
  }
}

void set_site_window_speed(ClockSpeed speed) {
  int shift = 20;
  while (shift < 62 && (std::uint64_t{1} << shift) < speed.ticks_per_second)
    ++shift;
  window_shift.store(shift, std::memory_order_relaxed);
}

void reset_site_levels() {
  for (SiteState &entry : table)
    set_level(&entry, SiteLevel::recorded);
  end_dormancy();
}

void forget_site_states() {
  for (SiteState &entry : table) {
    if (!entry.site.load(std::memory_order_relaxed))
      continue;
    entry.is_filtered_out.store(false, std::memory_order_relaxed);
    entry.filter_generation.store(0, std::memory_order_relaxed);
    entry.first_calls.store(0, std::memory_order_relaxed);
    entry.is_important.store(false, std::memory_order_relaxed);
    entry.root.store(RootMatch::unknown, std::memory_order_relaxed);
    entry.timed.store(0, std::memory_order_relaxed);
    set_level(&entry, SiteLevel::recorded);
    entry.site.store(nullptr, std::memory_order_relaxed);
  }
  end_dormancy();
}

} // namespace telinject
