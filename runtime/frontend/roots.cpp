// Decides which calls are roots: see roots.h.
#include "runtime/frontend/roots.h"

#include "runtime/base/kernel_clock.h"
#include "runtime/config/function_filter.h"
#include "runtime/config/sampling.h"
#include "runtime/core/site.h"
#include "runtime/frontend/spans.h"
#include "runtime/frontend/state.h"

namespace telinject {

constinit RootSettings root_settings;

namespace {

constexpr std::int64_t never = static_cast<std::int64_t>(Span::never);
constexpr std::size_t max_site = 16 * 1024;

constinit bool are_configured = false, are_automatic = false;
constinit std::uint64_t min_open_ns = 0;
// When the process's telemetry began, by both clocks.
constinit std::uint64_t start_ticks = 0;
constinit std::int64_t start_ns = 0;

// A process that records nothing has no writer that measures the speed of the counter.
void measure_speed() {
  constexpr std::int64_t min_measured_ns = 5'000'000;
  const std::int64_t ns = kernel_clock_ns(CLOCK_MONOTONIC) - start_ns;
  if (ns >= min_measured_ns)
    roots_set_speed(ClockSpeed::measured(clock_ticks() - start_ticks, static_cast<std::uint64_t>(ns)));
}

bool is_root_by_age(Thread *t, SiteCalls *calls) {
  if (calls && calls->level != SiteLevel::recorded)
    return false; // too short to be a request
  if (root_settings.max_open_ticks.load(std::memory_order_relaxed) == never) {
    if (!are_automatic)
      return false;
    measure_speed();
  }
  const std::uint64_t now = clock_ticks();
  if (now >= budget.window_end.load(std::memory_order_relaxed))
    budget_advance(now);
  const std::uint32_t window = budget.window.load(std::memory_order_relaxed);
  if (!has_roots_by_age(t, t->spans.top(), now, window))
    return false;
  if (calls && calls->window != window)
    begin_site_window(calls);
  return !calls || calls->level == SiteLevel::recorded;
}

} // namespace

void roots_start(const RootOptions &options) {
  are_configured = options.is_on;
  are_automatic = options.is_on && options.is_automatic;
  min_open_ns = static_cast<std::uint64_t>(options.min_open_ms) * 1'000'000;
  start_ticks = clock_ticks();
  start_ns = kernel_clock_ns(CLOCK_MONOTONIC);
  root_settings.has_patterns.store(options.is_on && options.has_patterns, std::memory_order_relaxed);
  root_settings.is_on.store(are_configured, std::memory_order_relaxed);
  if (!clock_uses_counter || min_open_ns == 0)
    roots_set_speed({});
}

void roots_set_threshold(std::uint64_t threshold, bool has_tail) {
  root_settings.threshold.store(threshold, std::memory_order_relaxed);
  root_settings.is_on.store(are_configured && (has_tail || threshold <= randomness_mask), std::memory_order_relaxed);
}

void roots_set_speed(ClockSpeed speed) {
  if (are_automatic)
    root_settings.max_open_ticks.store(
        static_cast<std::int64_t>(clock_uses_counter ? speed.ticks_of(min_open_ns) : min_open_ns),
        std::memory_order_relaxed);
}

bool is_root_site(const char *site) {
  return *site == '^' || (root_settings.has_patterns.load(std::memory_order_relaxed) && *site != '~' &&
                          is_root_name(function_of_site(Slice::of(site).take_front(max_site))));
}

RootReason find_root_reason(Thread *t, const char *site, SiteCalls *&calls) {
  calls = nullptr;
  if (*site == '~' || t->spans.top().is_context())
    return RootReason::none;
  if (*site == '^' || root_settings.has_patterns.load(std::memory_order_relaxed) ||
      settings.any_site_filter.load(std::memory_order_relaxed)) {
    calls = t->sites->calls.find_function(site);
    if (calls->is_filtered_out)
      return RootReason::none;
    if (calls->is_root)
      return RootReason::named;
  }
  return is_root_by_age(t, calls) ? RootReason::age : RootReason::none;
}

bool skip_unsampled_call(Thread *t, const char *site) {
  if (!root_settings.is_on.load(std::memory_order_relaxed)) {
    t->calls_until_root_search = max_calls_until_root_search;
    return true;
  }
  // Elsewhere than on x86-64 no hook counts down.
  return *site != '^' && t->calls_until_root_search > 0 && t->calls_until_root_search-- > 0;
}

void note_no_root(Thread *t) {
  const std::int64_t max_open_ticks = root_settings.max_open_ticks.load(std::memory_order_relaxed);
  if (root_settings.has_patterns.load(std::memory_order_relaxed) || (are_automatic && max_open_ticks == never))
    return;
  const std::uint64_t now = clock_ticks();
  if (!is_open_for_long(t->spans.top(), now))
    schedule_root_search(t, now, max_open_ticks);
}

TraceState begin_trace(Thread *t) {
  TraceState trace;
  trace.high = t->ids.next();
  trace.low = t->ids.next();
  trace.is_sampled = keep_trace(trace.low, root_settings.threshold.load(std::memory_order_relaxed));
  if (!trace.is_sampled)
    sample_out(t, trace.is_sampled, trace.context_flags);
  return trace;
}

bool any_trace_is_sampled(const Thread *t) {
  if (t->flags.sampled)
    return true;
  for (std::uint32_t i = t->spans.depth(); i-- > 0;)
    if (t->spans[i].is_root() && t->spans[i].trace_around.is_sampled)
      return true;
  return false;
}

} // namespace telinject
