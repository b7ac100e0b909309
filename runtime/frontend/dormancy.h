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
  std::uint32_t events = 0;     // counted in the watch
  bool is_in_hook = false;      // of a watched event
  std::int64_t own = 0;         // ticks that the program itself has spent in the watch
  std::uint64_t passed = 0;     // the same with what the hooks added
  std::uint64_t last_event = 0; // end of the hook of the last event
  // Probes: calls of the hook by the runtime, one right after the other, which measure what hooks add.
  const char *probed = nullptr; // the site; null: none is due
  std::uint8_t probes_left = 0;
  bool is_after_probes = false; // the next event's distance from them means nothing
};

// Returns the number of events that one event of the group stands for now; 0 if it is not to be counted.  site: of a
// function; null: of what happens inside.
std::uint32_t watched_weight(WatchProgress &progress, std::uint32_t group, const char *site = nullptr);
// The same at a given time.
std::uint32_t watched_weight_at(WatchProgress &progress, std::uint32_t group, const char *site, std::uint64_t now);
// Called at the end of the hook, whose time is not the program's own.
void end_watched_event(WatchProgress &progress);
inline void end_hook(WatchProgress &progress) {
  if (__builtin_expect(progress.is_in_hook, 0))
    end_watched_event(progress);
}

// Called by the hook of a function when it is done.
void run_probes(WatchProgress &progress, int *word);
inline void run_due_probes(WatchProgress &progress, int *word) {
  if (__builtin_expect(progress.probed != nullptr, 0))
    run_probes(progress, word);
}
// Returns true if the call is a probe, which is not a call of the program.
inline bool is_probe(const WatchProgress &progress, const char *site) {
  return progress.probes_left != 0 && progress.probed == site;
}
void note_probe(WatchProgress &progress);
void note_probe_at(WatchProgress &progress, std::uint64_t now);

// Returns true if events of the group follow each other so closely that most of what was measured between them is what
// the hooks added: their estimated number is the least there may have been.
bool is_lower_bound(std::uint32_t group);
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

// Called by the writer thread: begins and ends watches.  program_ns: CPU time that the program has used.  ticks: the
// current time.  Returns the time in ns until it is to be called again; 0 if nothing sleeps.
std::int64_t advance_watch(std::int64_t now_ns, std::int64_t program_ns, std::uint64_t ticks);

} // namespace telinject
