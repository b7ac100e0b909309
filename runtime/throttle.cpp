// The table of sites: open addressing, entries are taken and never given back until all are.
#include "throttle.h"

namespace telinject {

namespace {

constexpr std::size_t table_bits = 13;
constexpr std::size_t table_size = std::size_t{1} << table_bits;
constexpr std::size_t longest_probe = 32;
constexpr std::uint32_t most_in_a_window = 1000;
constexpr std::uint64_t calls_before_thinning = 100'000;

constinit SiteState table[table_size];
// A window lasts a second or a little more: a power of two of ticks.  Until the speed is known: for 4 GHz.
constinit std::atomic<int> window_shift{32};
constinit std::atomic<std::uint64_t> short_call{20'000}; // ticks in 10 us

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

void note_calls(SiteState *state, std::uint64_t calls, std::uint64_t ticks) {
  calls += state->calls.fetch_add(calls, std::memory_order_relaxed);
  ticks += state->ticks.fetch_add(ticks, std::memory_order_relaxed);
  if (calls > calls_before_thinning && ticks / calls < short_call.load(std::memory_order_relaxed))
    state->thinned.store(true, std::memory_order_relaxed);
}

__attribute__((noinline)) SiteCalls *CallCounts::replace(SiteCalls *entry, const char *site) {
  SiteState *const state = find_site_state(site);
  if (!state)
    return nullptr;
  if (entry->calls != 0 && entry->site.load(std::memory_order_relaxed))
    entry->hand_over();
  entry->calls = 0;
  entry->ticks = 0;
  entry->state = state;
  entry->site.store(site, std::memory_order_relaxed);
  return entry;
}

void set_throttle_speed(double ticks_per_ns) {
  int shift = 20;
  while (shift < 62 && static_cast<double>(std::uint64_t{1} << shift) < ticks_per_ns * 1e9)
    ++shift;
  window_shift.store(shift, std::memory_order_relaxed);
  short_call.store(static_cast<std::uint64_t>(ticks_per_ns * 1e4), std::memory_order_relaxed);
}

void forget_site_states() {
  for (SiteState &entry : table) {
    if (!entry.site.load(std::memory_order_relaxed))
      continue;
    entry.thinned.store(false, std::memory_order_relaxed);
    entry.calls.store(0, std::memory_order_relaxed);
    entry.ticks.store(0, std::memory_order_relaxed);
    entry.site.store(nullptr, std::memory_order_relaxed);
  }
}

} // namespace telinject
