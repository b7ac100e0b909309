// Per-site state: whether TELEMETRY_FUNCTIONS includes the site and whether it is throttled.  docs/configuration.md,
// TELEMETRY_THROTTLE, gives the rules.  Callable on any thread, async-signal-safe.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace telinject {

// State of one site.  Never freed: a span may refer to it across a dlclose.
struct alignas(64) SiteState {
  std::atomic<const char *> site{nullptr};
  // Conditionals and assignments: events recorded in the current time window.
  std::atomic<std::uint64_t> window{0};
  std::atomic<std::uint32_t> recorded{0};
  // Functions.
  std::atomic<std::uint32_t> disabled_reasons{0};  // why it emits no events: site_… below
  std::atomic<std::uint32_t> filter_generation{0}; // of the filter (function_filter.h) that was matched
  std::atomic<std::uint64_t> calls{0};
  std::atomic<std::uint64_t> ticks{0};
};

enum : std::uint32_t {
  site_throttled = 1,    // it is called too often
  site_filtered_out = 2, // TELEMETRY_FUNCTIONS excludes it
};

// Returns null if there are too many sites; all their events are recorded.
SiteState *find_site_state(const char *site);

// Returns true if a conditional or assignment may be recorded now: at most 1,000 a second per site.
bool should_record_event(SiteState *state, std::uint64_t ticks);

// Returns true if TELEMETRY_FUNCTIONS excludes the function.  Its name is matched once.
bool is_filtered_out(const char *site);

// Adds finished calls of a function.  If throttling is on, a site is throttled after 100,000 calls that average less
// than 10 us.
void note_calls(SiteState *state, std::uint64_t calls, std::uint64_t ticks);

// One thread's call count of a function, which it adds to the site's state in batches, so that threads rarely touch
// shared memory.  Owner thread only, except for forget().
struct SiteCalls {
  static constexpr std::uint32_t batch = 64;

  std::atomic<const char *> site{nullptr};
  SiteState *state = nullptr;
  std::uint64_t ticks = 0;
  std::uint32_t calls = 0;

  void note(std::uint64_t duration) {
    note_inner(duration);
    if (calls == batch)
      add_batch();
  }
  // Returns true if the next call completes a batch, which is then added to the site's state.
  bool completes_batch() const { return calls + 1 >= batch; }
  void note_inner(std::uint64_t duration) { // for calls that do not complete a batch
    ticks += duration;
    ++calls;
  }
  void add_batch() {
    note_calls(state, calls, ticks);
    calls = 0;
    ticks = 0;
  }
};

// A thread's call counts of the sites it has passed recently.
class CallCounts {
public:
  // Returns null if there are too many sites; those are not counted.
  SiteCalls *find(const char *site) {
    SiteCalls *const entry = lookup(site);
    return __builtin_expect(entry != nullptr, 1) ? entry : replace(&slot(site), site);
  }
  // Returns null if the thread has not passed the site recently.
  SiteCalls *lookup(const char *site) {
    SiteCalls &entry = slot(site);
    return entry.site.load(std::memory_order_relaxed) == site ? &entry : nullptr;
  }
  // Called on any thread around dlclose, because the same address may become another site.
  void forget() {
    for (SiteCalls &entry : entries_)
      entry.site.store(nullptr, std::memory_order_relaxed);
  }

private:
  static constexpr int bits = 7;
  SiteCalls &slot(const char *site) {
    return entries_[static_cast<std::size_t>(reinterpret_cast<std::uintptr_t>(site) * 0x9E3779B97F4A7C15u >>
                                             (64 - bits))];
  }
  static SiteCalls *replace(SiteCalls *entry, const char *site);
  SiteCalls entries_[std::size_t{1} << bits];
};

// Returns true if iteration number n (from 1) is recorded: each of the first ones, then powers of two.
inline bool should_record_iteration(std::uint64_t n, std::uint64_t first) {
  return n <= first || (n & (n - 1)) == 0;
}

// Sets the counter's frequency whenever a better estimate is known.
void set_throttle_speed(double ticks_per_ns);

// Throttled sites emit events again.
void reset_throttling();

// Called around dlclose, before each thread's CallCounts are cleared, because the same address may become another site.
void forget_site_states();

} // namespace telinject
