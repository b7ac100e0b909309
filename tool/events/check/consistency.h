// What one event must satisfy beyond the schema, looked at alone: its times and its correlation id agree with its other
// fields.
#pragma once

#include "tool/events/input/event.h"
#include "tool/events/input/fault_log.h"

namespace telinject::events {

void check_consistency(const Event &e, Place place, FaultLog &faults);

// timestamp_ns as RFC 3339 in UTC, truncated to milliseconds; empty beyond the year 9999.
std::string format_timestamp(std::uint64_t ns);

// The kind that a correlation id's prefix names when the rest of it is the span's id; none when it is not of that form.
SpanKind correlation_kind(std::string_view correlation_id, std::uint64_t span);

} // namespace telinject::events
