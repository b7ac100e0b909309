// One event on its way to a format: a record with everything looked up that its line needs.
#pragma once

#include "runtime/base/export_totals.h"
#include "runtime/config/sampling.h"
#include "runtime/core/record.h"
#include "runtime/core/span_context.h"
#include "runtime/formats/call.h"
#include "runtime/formats/site_cache.h"
#include "runtime/formats/site_totals.h"

namespace telinject {

enum class EventType : std::uint8_t {
#define TELINJECT_EVENT_TYPE(NAME, SEVERITY, CATEGORY, TYPE) NAME,
#include "runtime/formats/event_types.def"
#undef TELINJECT_EVENT_TYPE
  count
};

// What is the same in every event of a type.
struct EventDescriptor {
  Slice event_type;
  Slice severity; // see severity_of
  Slice category;
  Slice type;
};
inline constexpr EventDescriptor event_descriptors[] = {
#define TELINJECT_EVENT_TYPE(NAME, SEVERITY, CATEGORY, TYPE) {#NAME, SEVERITY, CATEGORY, TYPE},
#include "runtime/formats/event_types.def"
#undef TELINJECT_EVENT_TYPE
};
constexpr const EventDescriptor &descriptor_of(EventType type) {
  return event_descriptors[static_cast<std::size_t>(type)];
}

// What left a span.
struct EventError {
  Slice type; // mangled; empty: unknown
  Slice text;
  const CachedSite *const *frames = nullptr; // of functions, innermost first
  std::size_t frame_count = 0;
  bool is_shown = false;  // all of it is text as formats show it: of an event that was read from a line
  Slice stack_trace = {}; // then
};

// What was folded into a span of one site, or of all that have no entry of their own.
struct FoldedFigures {
  Slice key;
  const SiteTotals *site = nullptr; // null: of several
  SiteFigures figures;
  std::size_t sites = 0; // of those others: how many
};

// Part of the table of a summary.
struct SummaryTables {
  std::uint64_t from_ns = 0, to_ns = 0;
  std::uint64_t telemetry_cpu_ns = 0, process_cpu_ns = 0;
  const SiteTotals *const *sites = nullptr;
  std::size_t count = 0;
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
  SpanLink link{};                    // of a function_entry; span 0: none
  const Call *library_call = nullptr; // of an HTTP or a database call
  Slice thread;                       // the format's text for the thread
  const char *values = nullptr;
  const char *values_end = nullptr;

  // loop_iteration, loop_exit
  std::uint64_t iterations = 0;
  char exit_reason = 0;

  // function_exit, loop_exit, exception_exit, http_response, database_result
  Suppressed suppressed;
  const FoldedFigures *folded = nullptr; // the largest first
  std::size_t folded_count = 0;
  std::uint32_t folded_flags = 0; // of a FoldedHead
  std::uint64_t duration_ns = 0;
  bool slow = false;
  std::uint8_t flags = 0; // record.h
  EventError error;       // with record_raised
  Slice value_code;       // of the return value; empty: none was captured

  // telemetry_loss, telemetry_summary
  std::uint64_t lost_events = 0;
  std::uint64_t events_written = 0;
  std::uint64_t traces_sampled_out = 0;
  DisabledBy disabled_by = DisabledBy::nothing;
  bool no_aspect_matched = false;
  SummaryTables tables;
  ExportTotals exports;
};

inline bool has_error(const Event &e) {
  return (e.flags & record_raised) != 0 || (e.library_call && e.library_call->is_failed);
}
inline Slice severity_of(const Event &e) {
  const bool is_warning = e.slow || (e.library_call && e.library_call->is_warning);
  return has_error(e) ? Slice("ERROR") : is_warning ? Slice("WARN") : descriptor_of(e.type).severity;
}

} // namespace telinject
