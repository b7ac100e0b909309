// Thinning of hot sites: what is told of a site that is passed all the time.  The rules are those of docs/configuration.md,
// TELEMETRY_THROTTLE.  Any thread, async-signal-safe.
#pragma once

#include <atomic>
#include <cstdint>

namespace telinject {

// What is known of one site.  Never freed: a span may hold on to it across a dlclose.
struct alignas(64) SiteState {
  std::atomic<const char *> site{nullptr};
  // Conditionals and changes of variables: how many were told in the present window of time.
  std::atomic<std::uint64_t> window{0};
  std::atomic<std::uint32_t> told{0};
  // Functions.
  std::atomic<bool> thinned{false};
  std::atomic<std::uint64_t> calls{0};
  std::atomic<std::uint64_t> ticks{0};
};

// Null where there are too many sites: those are told in full.
SiteState *find_site_state(const char *site);

// May a conditional or a change be told now?  At most 1,000 a second and site.
bool may_tell(SiteState *state, std::uint64_t ticks);

// A call of a function is over.  After 100,000 calls of less than 10 us each on average the site is thinned.
void note_call(SiteState *state, std::uint64_t ticks);

// Does a loop tell of its turn number n (from 1)?  The first of them, then powers of two.
inline bool is_told_turn(std::uint64_t n, std::uint64_t first) { return n <= first || (n & (n - 1)) == 0; }

// The counter's speed, whenever it is known better.
void set_throttle_speed(double ticks_per_ns);

// Around dlclose: the same address may be another site.
void forget_site_states();

} // namespace telinject
