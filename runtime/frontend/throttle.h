// What is known of a site that is passed all the time: whether it is told (TELEMETRY_FUNCTIONS), and whether it is
// thinned. The rules are those of docs/configuration.md, TELEMETRY_THROTTLE.  Any thread, async-signal-safe.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace telinject {

// What is known of one site.  Never freed: a span may hold on to it across a dlclose.
struct alignas(64) SiteState {
  std::atomic<const char *> site{nullptr};
  // Conditionals and changes of variables: how many were told in the present window of time.
  std::atomic<std::uint64_t> window{0};
  std::atomic<std::uint32_t> recorded{0};
  // Functions.
  std::atomic<std::uint32_t> disabled_reasons{0}; // why it is not told: site_… below
  std::atomic<std::uint32_t> selection{0};        // the list (function_filter.h) that quiet speaks of
  std::atomic<std::uint64_t> calls{0};
  std::atomic<std::uint64_t> ticks{0};
};

enum : std::uint32_t {
  site_throttled = 1,    // it is called too often
  site_filtered_out = 2, // TELEMETRY_FUNCTIONS does not want it
};

// Null where there are too many sites: those are told in full.
SiteState *find_site_state(const char *site);

// May a conditional or a change be told now?  At most 1,000 a second and site.
bool should_record_event(SiteState *state, std::uint64_t ticks);

// Is the function left out by TELEMETRY_FUNCTIONS?  Its name is looked at once.
bool is_filtered_out(const char *site);

// Calls of a function are over.  After 100,000 calls of less than 10 us each on average the site is thinned, where
// sites are.
void note_calls(SiteState *state, std::uint64_t calls, std::uint64_t ticks);

// One thread's calls of a function, on their way to the site's state: what threads share is touched once in many calls.
// Owner thread only, but for forget().
struct SiteCalls {
  static constexpr std::uint32_t batch = 64;

  std::atomic<const char *> site{nullptr};
  SiteState *state = nullptr;
  std::uint64_t ticks = 0;
  std::uint32_t calls = 0;

  void note(std::uint64_t duration) {
    note_inner(duration);
    if (calls == batch)
      hand_over();
  }
  // Is the next one the last of a batch, which is handed over?
  bool hands_over() const { return calls + 1 >= batch; }
  void note_inner(std::uint64_t duration) { // where it is not
    ticks += duration;
    ++calls;
  }
  void hand_over() {
    note_calls(state, calls, ticks);
    calls = 0;
    ticks = 0;
  }
};

// A thread's calls of the sites it has met lately.
class CallCounts {
public:
  // Null where there are too many sites: those are not counted.
  SiteCalls *find(const char *site) {
    SiteCalls *const entry = known(site);
    return __builtin_expect(entry != nullptr, 1) ? entry : replace(&place(site), site);
  }
  // Null where the thread has not met it lately.
  SiteCalls *known(const char *site) {
    SiteCalls &entry = place(site);
    return entry.site.load(std::memory_order_relaxed) == site ? &entry : nullptr;
  }
  // Any thread, around dlclose: the same address may be another site.
  void forget() {
    for (SiteCalls &entry : entries_)
      entry.site.store(nullptr, std::memory_order_relaxed);
  }

private:
  static constexpr int bits = 7;
  SiteCalls &place(const char *site) {
    return entries_[static_cast<std::size_t>(reinterpret_cast<std::uintptr_t>(site) * 0x9E3779B97F4A7C15u >>
                                             (64 - bits))];
  }
  static SiteCalls *replace(SiteCalls *entry, const char *site);
  SiteCalls entries_[std::size_t{1} << bits];
};

// Does a loop tell of its turn number n (from 1)?  The first of them, then powers of two.
inline bool should_record_iteration(std::uint64_t n, std::uint64_t first) {
  return n <= first || (n & (n - 1)) == 0;
}

// The counter's speed, whenever it is known better.
void set_throttle_speed(double ticks_per_ns);

// Sites that were thinned are told again.
void reset_throttling();

// Around dlclose, before each thread's CallCounts are told: the same address may be another site.
void forget_site_states();

} // namespace telinject
