// The fields of an event that the span tree and the report need, taken out of a parsed line.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "tool/events/input/document.h"

namespace telinject::events {

enum class SpanKind : std::uint8_t { none, function, loop, exception, http, database };
enum class Phase : std::uint8_t { inside, entry, exit }; // inside: tells something of a span, opens and closes none

struct TraceId {
  std::uint64_t high = 0, low = 0;
  bool operator==(const TraceId &) const = default;
};

// Where an event stands: an index into the list of inputs, and a line from 1.
struct Place {
  std::uint32_t file = 0;
  std::uint64_t line = 0;
  auto operator<=>(const Place &) const = default;
};

// Views are valid as long as the document's line. Fields that the line has not, or not in the right form, are left
// empty; saying so is the schema's task.
struct Event {
  SpanKind kind = SpanKind::none; // of the span that an entry or exit belongs to
  Phase phase = Phase::inside;
  bool has_process = false; // pid, host and sequence
  bool has_span = false;    // event_type, trace_id, span_id and parent_span_id
  std::uint64_t pid = 0;
  std::string_view host;
  std::uint64_t sequence = 0;
  TraceId trace;
  std::uint64_t span = 0;
  std::uint64_t parent = 0; // 0: none; the schema lets no span have this id
  std::string_view function_name;
  std::string_view trace_flags;
  std::string_view timestamp;
  std::string_view correlation_id;
  std::optional<std::uint64_t> timestamp_ns;
  std::optional<std::uint64_t> duration_ns;
  std::optional<double> duration_ms;
  std::uint64_t thread = 0; // a hash of attributes."thread.id"; 0: not told
  bool has_error = false;
};

Event extract_event(const Value &root);

// "func_", "loop_", "try_", "http_", "db_".
std::string_view correlation_prefix(SpanKind kind);

} // namespace telinject::events
