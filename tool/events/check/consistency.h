// Checks one event beyond the schema: its times and correlation id must agree with its other fields.
#pragma once

#include "tool/events/input/event.h"
#include "tool/events/input/fault_log.h"

namespace telinject::events {

void check_consistency(const Event &e, Location location, FaultLog &faults);

// Formats timestamp_ns as RFC 3339 in UTC with milliseconds; empty after the year 9999.
std::string format_timestamp(std::uint64_t ns);

// Returns the span kind of a correlation id's prefix if the rest is the span's id; else none.
SpanKind correlation_kind(std::string_view correlation_id, std::uint64_t span);

} // namespace telinject::events
