// Per-site state: whether TELEMETRY_FUNCTIONS includes a function, and how closely it is observed.  docs/budget.md
// describes the levels.  Callable on any thread, async-signal-safe.
#pragma once

#include "runtime/base/text.h"
#include "runtime/frontend/budget.h"
#include "runtime/frontend/dormancy.h"
#include "runtime/frontend/fold_table.h"

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace telinject {

// How closely the calls of a function are observed.
enum class SiteLevel : std::uint8_t {
  recorded, // recorded while the budget has lines, folded otherwise
  counted,  // counted; one call in many is timed, and what happens inside the others is not observed
  dormant,  // counted in the moments that dormancy.h chooses, otherwise not observed
};

// Is the function named as a root (roots.h)?
enum class RootMatch : std::uint8_t { unknown, no, yes };

// State of one site.  Never freed: a span may refer to it across a dlclose.
struct alignas(64) SiteState {
  std::atomic<const char *> site{nullptr};
  // Conditionals and assignments: events recorded in the current time window.
  std::atomic<std::uint64_t> window{0};
  std::atomic<std::uint32_t> recorded{0};
  // Functions.
  std::atomic<bool> is_filtered_out{false};        // TELEMETRY_FUNCTIONS excludes it
  std::atomic<std::uint32_t> filter_generation{0}; // of the filter (function_filter.h) that was matched
  std::atomic<SiteLevel> level{SiteLevel::recorded};
  std::atomic<RootMatch> root{RootMatch::unknown};
  std::atomic<std::uint8_t> first_calls{0}; // recorded whatever the budget: so many were already promised
  std::atomic<bool> is_important{false};    // it was called as a root or by hand: it may not sleep
  // Since the level was chosen: calls that were observed, their own time, and the calls of hooks that it includes.
  std::atomic<std::uint32_t> calls{0}, hooks{0};
  std::atomic<std::uint64_t> ticks{0};
  // Dormant: calls in the watch of that number.
  std::atomic<std::uint32_t> watch{0}, watched{0};
  // Calls that were timed while it was counted, and the average of their durations and own times in 1/16 ticks, with what
  // timing adds.
  std::atomic<std::uint32_t> timed{0};
  std::atomic<std::int64_t> average_total{0}, average_self{0};

  // While anything is dormant, the time of the calls inside is not known: own times are then not noted, and self_part
  // takes the part that they had before.
  void note_timed(std::int64_t total, std::int64_t self);
  std::int64_t total_of(std::uint32_t count) const { return without_timing_cost(average_total) * count / 16; }
  std::int64_t self_part(std::int64_t total) const;
  // Before there are so many samples, each call has its own, which vary more.
  bool has_self_part() const { return timed.load(std::memory_order_relaxed) >= 32; }

private:
  static std::int64_t without_timing_cost(const std::atomic<std::int64_t> &average);
};

// Returns what timing a call adds to its duration, in 1/16 ticks: as much as the calls took, on average, of the function
// that takes the least, at most half as much again as a folded call costs.
std::int64_t timing_cost();

// Returns null if there are too many sites.
SiteState *find_site_state(const char *site);

// Returns true if a conditional or assignment may be recorded now: at most 1,000 a second per site.
bool should_record_event(SiteState *state, std::uint64_t ticks);

// Returns true if TELEMETRY_FUNCTIONS excludes the function.  Its name is matched once.
bool is_filtered_out(const char *site);

// What one thread knows of a site that it has passed recently.  Owner thread only, except for forget().
struct alignas(64) SiteCalls {
  std::atomic<const char *> site;
  SiteState *state; // null: the table of sites is full
  FoldEntry *fold;  // where its calls were folded last
  std::uint32_t window;
  std::uint32_t share; // calls that may be recorded in this window
  // Counted: calls until one is timed, and the number that it then stands for.
  std::uint32_t calls_until_timed, calls_per_timed;
  // Observed calls that were not added to the site's state yet.
  std::uint64_t ticks;
  std::uint32_t hooks;
  std::uint32_t counted; // calls in this window
  std::uint16_t calls;
  std::uint8_t timed;       // calls that were timed, or the most that it holds
  std::uint8_t first_calls; // calls to record whatever the budget
  SiteLevel level;
  bool is_filtered_out;
  bool is_root; // such a function is never counted
  bool is_function;

  static constexpr std::uint16_t batch = 64;
  static constexpr std::uint8_t promised_first_calls = 3;

  // self: the call's own time.  hooks: the calls of hooks that this time includes.
  void note(std::uint64_t self, std::uint32_t inner_hooks) {
    note_inner(self, inner_hooks);
    if (calls >= batch)
      add_batch();
  }
  // Returns true if the next call completes a batch, which is then added to the site's state.
  bool completes_batch() const { return calls + 1 >= batch; }
  void note_inner(std::uint64_t self, std::uint32_t inner_hooks) { // for calls that do not complete a batch
    ticks += self;
    hooks += inner_hooks;
    ++calls;
  }
  void add_batch();
};

static_assert(sizeof(SiteCalls) == 64);

// The sites that a thread has passed recently.  All zero: empty.
class CallCounts {
public:
  // Returns null if the site was not passed recently.
  SiteCalls *lookup(const char *site) {
    SiteCalls &entry = slot(site);
    return entry.site.load(std::memory_order_relaxed) == site ? &entry : nullptr;
  }
  // For a function, and for a construct inside one.
  SiteCalls *find_function(const char *site) { return find(site, true); }
  SiteCalls *find_inner(const char *site) { return find(site, false); }
  // Called on any thread around dlclose, because the same address may become another site.
  void forget() {
    for (SiteCalls &entry : entries_)
      entry.site.store(nullptr, std::memory_order_relaxed);
  }

private:
  static constexpr int bits = 14;
  SiteCalls &slot(const char *site) {
    return entries_[static_cast<std::size_t>(reinterpret_cast<std::uintptr_t>(site) * 0x9E3779B97F4A7C15u >>
                                             (64 - bits))];
  }
  SiteCalls *find(const char *site, bool is_function) {
    SiteCalls *const entry = lookup(site);
    return __builtin_expect(entry != nullptr, 1) ? entry : replace(&slot(site), site, is_function);
  }
  static SiteCalls *replace(SiteCalls *entry, const char *site, bool is_function);
  SiteCalls entries_[std::size_t{1} << bits];
};

// Reads what the current window allows the site.
void begin_site_window(SiteCalls *calls);

// Chooses the next call of a counted site to be timed.
void choose_next_timed(SiteCalls *calls);

// Makes the site dormant, unless it may not sleep.
void let_sleep(SiteCalls *calls);
// Notes a call of a dormant site in a watch, and counts the site again if it is not called that often any more.
void note_watched(SiteCalls *calls);

// Sets the word of a place where the function is called: 0, or the bit of the group in which it sleeps.  is_counted:
// this call is, so that the totals say that the function is dormant.
inline void update_word(int *word, const SiteCalls *calls, const char *site, bool is_counted = true) {
  const int value = is_counted && calls->level == SiteLevel::dormant ? 1 << dormant_group_of(site) : 0;
  if (__atomic_load_n(word, __ATOMIC_RELAXED) != value)
    __atomic_store_n(word, value, __ATOMIC_RELAXED);
}

// Returns true if iteration number n (from 1) is recorded: each of the first ones, then powers of two.
inline bool should_record_iteration(std::uint64_t n, std::uint64_t first) {
  return n <= first || (n & (n - 1)) == 0;
}

// Sets the counter's frequency whenever a better estimate is known.
void set_site_window_speed(ClockSpeed speed);

// For test/corpus/budget: `folded`, `counted` or `dormant` (TELINJECT_TEST_LEVEL) is the level of every function after its first
// calls; other values change nothing.  Called before the first event is recorded.
void force_level_for_tests(Slice level);

// All sites are recorded again.
void reset_site_levels();

// Called around dlclose, before each thread's CallCounts are cleared, because the same address may become another site.
void forget_site_states();

} // namespace telinject
