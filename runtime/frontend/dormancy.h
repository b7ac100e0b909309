// Dormant functions and spans: even counting their events would take more than the budget allows, so they sleep
// (<telinject/detail/asleep.h>), and are observed in watches, each of which stands for the time since the last one.
// docs/budget.md has the level.  Callable on any thread, async-signal-safe.
#pragma once

#include <atomic>
#include <cstdint>

namespace telinject {

struct Thread;
struct SiteCalls;

// Functions sleep in groups, of which one at a time is watched; what happens inside spans is a group of its own.
constexpr std::uint32_t function_groups = 16;
constexpr std::uint32_t inner_group = function_groups;
inline std::uint32_t dormant_group_of(const char *site) {
  return static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(site) * 0x9E3779B97F4A7C15u >> 60);
}

// Guards in the program: the handle of a span; its negative, if what happens inside is dormant; or less than
// min_dormant_guard, if that is never observed.
constexpr int min_dormant_guard = -(1 << 30);
constexpr int dormant_guard(int handle) {
  return -handle;
}
constexpr int blind_guard(int handle) {
  return min_dormant_guard - handle;
}
constexpr int handle_of(int guard) {
  return guard >= 0 ? guard : guard > min_dormant_guard ? -guard : min_dormant_guard - guard;
}

// A thread's progress in the current watch.  Owner thread only.
struct WatchProgress {
  std::uint32_t watch = 0;
  bool is_in_hook = false;      // of a watched event
  bool is_over = false;         // the program has spent the time that a watch observes
  std::uint64_t own = 0;        // ticks that the program itself has spent in the watch
  std::uint64_t last_event = 0; // end of the hook of the last event
};

// Returns the number of events that one event of the group stands for now; 0 if it is not to be counted.
std::uint32_t watched_weight(WatchProgress &progress, std::uint32_t group);
// Called at the end of the hook, whose time is not the program's own.
void end_watched_event(WatchProgress &progress);
inline void end_hook(WatchProgress &progress) {
  if (__builtin_expect(progress.is_in_hook, 0))
    end_watched_event(progress);
}
// The number of the current watch, and how many watches of one group there were after watch `first` until `last`.
std::uint32_t watch_number();
std::uint32_t watches_of_group(std::uint32_t first, std::uint32_t last);

// Notes that something of the group sleeps from now on.  Returns false if nothing may sleep now: no writer would wake it.
bool begin_dormancy(std::uint32_t group);
// Returns true if nothing sleeps.
bool all_awake();
// Nothing sleeps from now on.
void end_dormancy();

// The estimated number of events per budget window of a site that had so many in a watch.
std::uint64_t events_in_window(std::uint32_t watched);

// Called by the writer thread: begins and ends watches.  Returns the time in ns until it is to be called again; 0 if
// nothing sleeps.
std::int64_t advance_watch(std::int64_t now_ns);

} // namespace telinject
