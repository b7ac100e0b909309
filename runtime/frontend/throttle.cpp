// The table of sites: open addressing, entries are taken and never given back until all are.
#include "runtime/frontend/throttle.h"

#include "runtime/config/selection.h"
#include "runtime/core/site.h"
#include "runtime/frontend/state.h"

namespace telinject {

namespace {

constexpr std::size_t table_bits = 13;
constexpr std::size_t table_size = std::size_t{1} << table_bits;
constexpr std::size_t longest_probe = 32;
constexpr std::uint32_t most_in_a_window = 1000;
constexpr std::uint64_t calls_before_thinning = 100'000;
constexpr std::size_t longest_site = 16 * 1024;

constinit SiteState table[table_size];
// What sites share that have no room in the table: those that are told, and those left out.
constinit SiteState beyond[2] = {{}, {.quiet{site_left_out}}};
// A window lasts a second or a little more: a power of two of ticks.  Until the speed is known: for 4 GHz.
constinit std::atomic<int> window_shift{32};
constinit std::atomic<std::uint64_t> short_call{20'000}; // ticks in 10 us

bool holds(const char *site) {
  return selection_holds(function_of_site(Slice::of(site).first(longest_site)));
}

// Looks at the function's name where the list that it was compared with is not the one in use.
void settle_selection(SiteState *state, const char *site) {
  for (std::uint32_t list; (list = selection_generation()) != state->selection.load(std::memory_order_relaxed);) {
    if (holds(site))
      state->quiet.fetch_and(~site_left_out, std::memory_order_relaxed);
    else
      state->quiet.fetch_or(site_left_out, std::memory_order_relaxed);
    state->selection.store(list, std::memory_order_relaxed);
  }
}

} // namespace

SiteState *find_site_state(const char *site) {
  const std::size_t start =
      static_cast<std::size_t>(reinterpret_cast<std::uintptr_t>(site) * 0x9E3779B97F4A7C15u >> (64 - table_bits));
  for (std::size_t i = 0; i < longest_probe; ++i) {
    SiteState &entry = table[(start + i) & (table_size - 1)];
    const char *known = entry.site.load(std::memory_order_relaxed);
    if (known == site)
      return &entry;
    if (known)
      continue;
    if (entry.site.compare_exchange_strong(known, site, std::memory_order_relaxed) || known == site)
      return &entry;
  }
  return nullptr;
}

bool may_tell(SiteState *state, std::uint64_t ticks) {
  if (!state)
    return true;
  const std::uint64_t window = ticks >> window_shift.load(std::memory_order_relaxed);
  if (state->window.load(std::memory_order_relaxed) != window) {
    state->window.store(window, std::memory_order_relaxed);
    state->told.store(1, std::memory_order_relaxed);
    return true;
  }
  return state->told.load(std::memory_order_relaxed) < most_in_a_window &&
         state->told.fetch_add(1, std::memory_order_relaxed) < most_in_a_window;
}

bool is_left_out(const char *site) {
  SiteState *const state = find_site_state(site);
  if (!state)
    return !holds(site);
  settle_selection(state, site);
  return (state->quiet.load(std::memory_order_relaxed) & site_left_out) != 0;
}

void note_calls(SiteState *state, std::uint64_t calls, std::uint64_t ticks) {
  if (!switches.throttle.load(std::memory_order_relaxed) || state == &beyond[0])
    return;
  calls += state->calls.fetch_add(calls, std::memory_order_relaxed);
  ticks += state->ticks.fetch_add(ticks, std::memory_order_relaxed);
  if (calls > calls_before_thinning && ticks / calls < short_call.load(std::memory_order_relaxed))
    state->quiet.fetch_or(site_thinned, std::memory_order_relaxed);
}

__attribute__((noinline)) SiteCalls *CallCounts::replace(SiteCalls *entry, const char *site) {
  SiteState *state = find_site_state(site);
  const bool selects = selection_is_used();
  if (!state && !selects)
    return nullptr;
  if (entry->calls != 0 && entry->site.load(std::memory_order_relaxed))
    entry->hand_over();
  entry->calls = 0;
  entry->ticks = 0;
  for (std::uint32_t list = selection_generation();;) {
    if (state && state->site.load(std::memory_order_relaxed))
      settle_selection(state, site);
    else
      state = &beyond[holds(site) ? 0 : 1];
    entry->state = state;
    // A list that came meanwhile makes all entries be forgotten, but perhaps before this one was there.
    entry->site.store(site, std::memory_order_seq_cst);
    const std::uint32_t now = selection_generation();
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

void forget_thinning() {
  for (SiteState &entry : table) {
    entry.quiet.fetch_and(~site_thinned, std::memory_order_relaxed);
    entry.calls.store(0, std::memory_order_relaxed);
    entry.ticks.store(0, std::memory_order_relaxed);
  }
}

void forget_site_states() {
  for (SiteState &entry : table) {
    if (!entry.site.load(std::memory_order_relaxed))
      continue;
    entry.quiet.store(0, std::memory_order_relaxed);
    entry.selection.store(0, std::memory_order_relaxed);
    entry.calls.store(0, std::memory_order_relaxed);
    entry.ticks.store(0, std::memory_order_relaxed);
    entry.site.store(nullptr, std::memory_order_relaxed);
  }
}

} // namespace telinject
