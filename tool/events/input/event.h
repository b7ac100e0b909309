// The fields of an event that the span tree and the report need.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "tool/events/input/document.h"

namespace telinject::events {

enum class SpanKind : std::uint8_t { none, function, loop, exception, http, database };
enum class Phase : std::uint8_t { inner, entry, exit }; // inner: belongs to a span, but neither opens nor closes one
// The kinds of inner events. other: counted elsewhere (conditional_entry by its exit, loop_iteration by the loop's).
enum class InnerKind : std::uint8_t { none, change, branch, loss, summary, other };

struct TraceId {
  std::uint64_t high = 0, low = 0;
  bool operator==(const TraceId &) const = default;
};

// Location of an event: index of the input, and line from 1.
struct Location {
  std::uint32_t file = 0;
  std::uint64_t line = 0;
  auto operator<=>(const Location &) const = default;
};

// Views are valid as long as the document's line. Missing or malformed fields stay empty; the schema check reports
// them.
struct Event {
  SpanKind kind = SpanKind::none; // kind of the span that an entry or exit belongs to
  Phase phase = Phase::inner;
  bool has_process = false; // pid, host and sequence
  bool has_span = false;    // event_type, trace_id, span_id and parent_span_id
  std::uint64_t pid = 0;
  std::string_view host;
  std::uint64_t sequence = 0;
  TraceId trace;
  std::uint64_t span = 0;
  std::uint64_t parent = 0; // 0: none; the schema forbids this id
  std::string_view function_name;
  std::string_view name; // event.name of an HTTP or a database call
  std::string_view trace_flags;
  std::string_view timestamp;
  std::string_view correlation_id;
  std::optional<std::uint64_t> timestamp_ns;
  std::optional<std::uint64_t> duration_ns;
  std::optional<double> duration_ms;
  std::uint64_t thread = 0; // hash of attributes."thread.id"; 0: absent
  bool has_error = false;
  InnerKind inner = InnerKind::none;
  // From attributes (docs/events.md, "Folding").
  bool also_folded = false; // the span's call is counted in the folded calls of an ancestor
  bool self_estimated = false;
  bool is_coroutine = false;
  bool has_caller = false;                  // caller_function, or the function of a library call
  std::uint64_t iterations = 0;             // loop_exit
  std::string_view branch;                  // conditional_exit
  std::string_view file;                    // code.file.path
  std::optional<std::uint64_t> line_number; // code.line.number
  std::uint64_t lost_events = 0;
  std::uint64_t traces_sampled_out = 0;
  std::optional<std::uint64_t> from_ns, to_ns;
  Value folded, sites, unattributed; // absent, or objects of folded calls: see folded.h
};

Event extract_event(const Value &root);

// Returns true for the span of an HTTP or a database call.
constexpr bool is_library_call(SpanKind kind) {
  return kind == SpanKind::http || kind == SpanKind::database;
}

// Returns "func_", "loop_", "try_", "http_" or "db_".
std::string_view correlation_prefix(SpanKind kind);

} // namespace telinject::events
