// Roots: calls that begin a trace of their own inside another span, sampled on its own and linked to that span
// (docs/budget.md, "Roots").  TELEMETRY_ROOTS and comments in the source name them; with `auto`, so is what is called
// directly in a function that has been open for a while.  Functions take the calling thread's block.
#pragma once

#include "runtime/config/root_patterns.h"
#include "runtime/core/clock.h"
#include "runtime/frontend/thread_ring.h"

#include <atomic>
#include <cstdint>

namespace telinject {

struct RootSettings {
  std::atomic<bool> is_on{false};
  std::atomic<bool> has_patterns{false};
  std::atomic<std::uint64_t> threshold{0}; // of the sampling of new traces
  // What is called directly in a function that has been open for longer is a root; Span::never: unknown, or nothing is.
  std::atomic<std::int64_t> max_open_ticks{static_cast<std::int64_t>(Span::never)};
};
extern RootSettings root_settings;

// Called once, after clock_start and before the first event.
void roots_start(const RootOptions &options);
// Called whenever the rate of sampling may have changed.  has_tail: traces that are sampled out are recorded too.
void roots_set_threshold(std::uint64_t threshold, bool has_tail);
// Sets the counter's frequency.
void roots_set_speed(ClockSpeed speed);

// Does TELEMETRY_ROOTS or a comment in the source name the function?
bool is_root_site(const char *site);

inline bool is_open_for_long(const Span &span, std::uint64_t now) {
  return static_cast<std::int64_t>(now - span.function_start) >
         root_settings.max_open_ticks.load(std::memory_order_relaxed);
}

constexpr std::int32_t max_calls_until_root_search = 0x7fffffff;

// Calls that age alone makes roots are none in this window if the budget had no lines for one.
inline bool has_roots_by_age(const Thread *t, const Span &around, std::uint64_t now, std::uint32_t window) {
  return __builtin_expect(is_open_for_long(around, now), 0) && t->no_roots_window != window;
}

// In a trace that is sampled out: chooses how many calls may pass until one looks again whether it is a root.  None may
// until many calls have followed each other so quickly that they take a small part of the time after which a function
// has been open for long.
inline void schedule_root_search(Thread *t, std::uint64_t now, std::int64_t max_open_ticks) {
  constexpr std::int32_t max_calls = 63, quick_calls_before = 64;
  const bool is_quick = static_cast<std::int64_t>(now - t->last_root_search) <= max_open_ticks >> 12;
  const std::int32_t calls = t->calls_between_root_searches;
  t->last_root_search = now;
  if (!is_quick)
    t->calls_between_root_searches = -quick_calls_before;
  else if (calls < max_calls)
    t->calls_between_root_searches = calls < 0 ? calls + 1 : calls * 2 + 1;
  t->calls_until_root_search = t->calls_between_root_searches < 0 ? 0 : t->calls_between_root_searches;
}

// A call in a trace that is sampled out.  Returns false, without an effect, if it may be a root.
__attribute__((always_inline)) inline bool skip_unsampled_call_fast(Thread *t, const char *site) {
  if (t->busy.load(std::memory_order_relaxed) != 0 || t->flags.asks_clock)
    return false;
  if (!root_settings.is_on.load(std::memory_order_relaxed)) {
    t->calls_until_root_search = max_calls_until_root_search;
    return true;
  }
  const bool has_patterns = root_settings.has_patterns.load(std::memory_order_relaxed);
  const std::int64_t max_open_ticks = root_settings.max_open_ticks.load(std::memory_order_relaxed);
  t->calls_until_root_search = 0;
  const SiteCalls *const calls = t->sites->calls.lookup(site);
  if (has_patterns && (!calls || calls->is_root))
    return false;
  if (max_open_ticks == static_cast<std::int64_t>(Span::never))
    return has_patterns; // otherwise the speed of the counter is not known yet
  const std::uint64_t now = clock_counter();
  if (is_open_for_long(t->spans.top(), now))
    return calls && (calls->is_filtered_out || calls->level != SiteLevel::recorded);
  if (!has_patterns)
    schedule_root_search(t, now, max_open_ticks);
  return true;
}

enum class RootReason : std::uint8_t { none, named, age };

// Returns whether a function that is called in the innermost span begins a trace.  calls: set to what the thread knows
// of the site, or to null if that does not matter.
RootReason find_root_reason(Thread *t, const char *site, SiteCalls *&calls);
// In a trace that is sampled out: returns true if the call need not be looked at, and notes that one was no root.
bool skip_unsampled_call(Thread *t, const char *site);
void note_no_root(Thread *t);

// Draws the ids of a trace that this process begins, and decides whether it is recorded.  Counts it if it is sampled out.
TraceState begin_trace(Thread *t);

// Returns true if a trace that the thread's open spans belong to is recorded.
bool any_trace_is_sampled(const Thread *t);

} // namespace telinject
