// The budget of lines: how many events the process may write.  docs/budget.md has the rules.  A pool of lines begins
// with a first burst, so that small programs are written whole, and is refilled over time.  Threads take lines from it
// in portions.  Any thread, async-signal-safe.
#pragma once

#include "runtime/core/clock.h"

#include <atomic>
#include <cstdint>

namespace telinject {

struct Budget {
  // Grows by one each budget_window_ms; a site's share of the lines is counted per window.
  std::atomic<std::uint32_t> window{1};
  // Calls of one site that a thread may record in this window.
  std::atomic<std::uint32_t> share{~std::uint32_t{0}};
  // End of the current window, in ticks.  No window ends before the counter's speed is known.
  std::atomic<std::uint64_t> window_end{~std::uint64_t{0}};
  // Of the program's CPU time, that telemetry may take.  0: no limit.
  std::atomic<std::uint32_t> percent{0};
  std::atomic<std::uint32_t> hook_ticks{150};               // cost of observing a folded call: budget_hook_ns
  std::atomic<std::uint64_t> slow_ticks{~std::uint64_t{0}}; // a folded span that takes as long is written after all
};
extern Budget budget;

constexpr std::uint64_t budget_window_ms = 10;
constexpr std::int64_t budget_hook_ns = 50;  // of a call that is folded; a cold one costs more
constexpr std::int64_t budget_count_ns = 15; // cost of counting a call, with its part in the calls that are timed

// How the budget is divided, in percent of it.  A function that is folded may take the share of folds of its own time.
// The rest is for watches (dormancy.h), and for testing the words of what sleeps.
constexpr std::uint64_t budget_share_of_lines = 40, budget_share_of_folds = 50, budget_share_of_counts = 20;

// Events that one thread may count per window.
inline std::uint64_t budget_counts_per_window() {
  return budget_window_ms * 10'000 * budget.percent.load(std::memory_order_relaxed) * budget_share_of_counts / 100 /
         budget_count_ns;
}

// percent: TELEMETRY_BUDGET; lines_per_second: TELEMETRY_MAX_EVENTS, also the size of the first burst.  0: no limit.
void budget_start(std::uint32_t percent, std::uint64_t lines_per_second);

// Takes up to `wanted` lines from the pool and returns their number.  urgent: also from the reserve for errors, slow
// spans and roots, which is refilled with a quarter of the rate.
std::uint32_t budget_take(std::uint32_t wanted, bool urgent = false);
void budget_give_back(std::uint32_t lines);
// While the output takes nothing, there are no lines: calls are folded.
void budget_suspend(bool is_suspended);

// Returns true while the first burst has not been used up.
bool budget_is_in_burst();
// Returns true while all functions are recorded, whatever that costs, so that small programs are written whole.
bool budget_keeps_levels();

// Notes that a thread begins to record a site in this window; the number decides the shares of the next one.
void budget_note_site();

// Begins a new window if the last one is over at `ticks`.
void budget_advance(std::uint64_t ticks);

// Called by the thread that holds the drain lock.  Sets the counter's frequency.
void budget_set_speed(ClockSpeed speed, std::uint64_t slow_ns);
// ... and limits the rate of lines to what the budget of CPU time allows.  program_ns, telemetry_ns: CPU time that the
// process, and the writer alone, have used so far; lines: written so far.
void budget_note_cpu(std::uint64_t program_ns, std::uint64_t telemetry_ns, std::uint64_t lines);

// Called in a forked child, which has a first burst of its own.
void budget_reset_for_child();

} // namespace telinject
