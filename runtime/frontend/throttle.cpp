// The table of sites, with open addressing.  Entries are only released all together.
#include "runtime/frontend/throttle.h"

#include "runtime/config/function_filter.h"
#include "runtime/core/site.h"
#include "runtime/frontend/state.h"

namespace telinject {

namespace {

constexpr std::size_t table_bits = 13;
constexpr std::size_t table_size = std::size_t{1} << table_bits;
constexpr std::size_t max_probe = 32;
constexpr std::uint32_t max_events_in_window = 1000;
constexpr std::uint64_t calls_before_throttling = 100'000;
constexpr std::size_t max_site = 16 * 1024;

constinit SiteState table[table_size];
// Entries shared by the sites that do not fit into the table: included ones and excluded ones.
constinit SiteState overflow_sites[2] = {{}, {.disabled_reasons{site_filtered_out}}};
// A window lasts one second or slightly more: a power of two in ticks.  Assumes 4 GHz until the speed is known.
constinit std::atomic<int> window_shift{32};
constinit std::atomic<std::uint64_t> short_call{20'000}; // ticks in 10 us

bool is_included(const char *site) {
  return function_filter_matches(function_of_site(Slice::of(site).take_front(max_site)));
}

// Matches the function's name if the filter has changed since the last match.
void update_filter_decision(SiteState *state, const char *site) {
  for (std::uint32_t list;
       (list = function_filter_generation()) != state->filter_generation.load(std::memory_order_relaxed);) {
    if (is_included(site))
      state->disabled_reasons.fetch_and(~site_filtered_out, std::memory_order_relaxed);
    else
      state->disabled_reasons.fetch_or(site_filtered_out, std::memory_order_relaxed);
    state->filter_generation.store(list, std::memory_order_relaxed);
  }
}

} // namespace

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
  return (state->disabled_reasons.load(std::memory_order_relaxed) & site_filtered_out) != 0;
}

void note_calls(SiteState *state, std::uint64_t calls, std::uint64_t ticks) {
  if (!settings.throttle.load(std::memory_order_relaxed) || state == &overflow_sites[0])
    return;
  calls += state->calls.fetch_add(calls, std::memory_order_relaxed);
  ticks += state->ticks.fetch_add(ticks, std::memory_order_relaxed);
  if (calls > calls_before_throttling && ticks / calls < short_call.load(std::memory_order_relaxed))
    state->disabled_reasons.fetch_or(site_throttled, std::memory_order_relaxed);
}

__attribute__((noinline)) SiteCalls *CallCounts::replace(SiteCalls *entry, const char *site) {
  SiteState *state = find_site_state(site);
  const bool has_function_filter = function_filter_is_used();
  if (!state && !has_function_filter)
    return nullptr;
  if (entry->calls != 0 && entry->site.load(std::memory_order_relaxed))
    entry->add_batch();
  entry->calls = 0;
  entry->ticks = 0;
  for (std::uint32_t list = function_filter_generation();;) {
    if (state && state->site.load(std::memory_order_relaxed))
      update_filter_decision(state, site);
    else
      state = &overflow_sites[is_included(site) ? 0 : 1];
    entry->state = state;
    // A filter installed meanwhile invalidates all entries, but may have run before this entry was stored.
    entry->site.store(site, std::memory_order_seq_cst);
    const std::uint32_t now = function_filter_generation();
    if (now == list)
      return entry;
    list = now;
  }
}

void set_throttle_speed(double ticks_per_ns) {
  int shift = 20;
  while (shift < 62 && static_cast<double>(std::uint64_t{1} << shift) < ticks_per_ns * 1e9)
    ++shift;
  window_shift.store(shift, std::memory_order_relaxed);
  short_call.store(static_cast<std::uint64_t>(ticks_per_ns * 1e4), std::memory_order_relaxed);
}

void reset_throttling() {
  for (SiteState &entry : table) {
    entry.disabled_reasons.fetch_and(~site_throttled, std::memory_order_relaxed);
    entry.calls.store(0, std::memory_order_relaxed);
    entry.ticks.store(0, std::memory_order_relaxed);
  }
}

void forget_site_states() {
  for (SiteState &entry : table) {
    if (!entry.site.load(std::memory_order_relaxed))
      continue;
    entry.disabled_reasons.store(0, std::memory_order_relaxed);
    entry.filter_generation.store(0, std::memory_order_relaxed);
    entry.calls.store(0, std::memory_order_relaxed);
    entry.ticks.store(0, std::memory_order_relaxed);
    entry.site.store(nullptr, std::memory_order_relaxed);
  }
}

} // namespace telinject
