// One event on its way to a format: a record with everything looked up that its line needs.
#pragma once

#include "runtime/core/record.h"
#include "runtime/core/span_context.h"
#include "runtime/formats/site_cache.h"

namespace telinject {

enum class EventType {
  function_entry,
  function_exit,
  loop_entry,
  loop_iteration,
  loop_exit,
  conditional_entry,
  conditional_exit,
  variable_change,
  exception_entry,
  exception_exit,
  telemetry_loss,
  telemetry_summary
};

// What left a span.
struct EventError {
  Slice type; // mangled; empty: unknown
  Slice text;
  const CachedSite *const *frames = nullptr; // of functions, innermost first
  std::size_t frame_count = 0;
};

struct Event {
  EventType type;
  std::uint64_t unix_ns;
  std::uint64_t sequence;
  SpanContext context;
  bool sampled_out = false;   // its trace_flags are 00
  SiteCache *cache = nullptr; // for literals met inside values

  // All but the last two.
  const CachedSite *site = nullptr;
  const CachedSite *function = nullptr; // inside a function: where that is
  SpanKind kind = SpanKind::function;   // of the span that the event carries
  const CachedSite *caller = nullptr;
  CallAddresses call{};
  Slice thread; // the format's text for the thread
  const char *values = nullptr;
  const char *values_end = nullptr;

  // loop_iteration, loop_exit
  std::uint64_t iterations = 0;
  char exit_reason = 0;

  // function_exit, loop_exit, exception_exit
  Suppressed suppressed;
  std::uint64_t duration_ns = 0;
  bool slow = false;
  std::uint8_t flags = 0; // record.h
  EventError error;       // with record_raised
  Slice value_code;       // of the return value, empty: none told

  // telemetry_loss, telemetry_summary
  std::uint64_t lost_events = 0;
  std::uint64_t events_written = 0;
  std::uint64_t traces_sampled_out = 0;
};

} // namespace telinject
