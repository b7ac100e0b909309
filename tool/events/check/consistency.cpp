// Checks within one event.
#include "tool/events/check/consistency.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>

#include "tool/events/input/text.h"

namespace telinject::events {
namespace {

void check_duration(const Event &e, Location location, FaultLog &faults) {
  if (!e.duration_ns || !e.duration_ms)
    return;
  const double expected = static_cast<double>(*e.duration_ns) / 1e6;
  // Tolerates half a nanosecond, or the error of a double rounded twice.
  const double tolerance = std::max(0.5e-6, expected * 1e-12);
  if (std::fabs(*e.duration_ms - expected) <= tolerance)
    return;
  std::array<char, 96> text{};
  std::snprintf(text.data(), text.size(), "is %.9g, but duration_ns says %.9g", *e.duration_ms, expected);
  faults.add(location, text.data(), "/duration_ms");
}

void check_timestamp(const Event &e, Location location, FaultLog &faults) {
  if (!e.timestamp_ns || e.timestamp.empty())
    return;
  const std::string expected = format_timestamp(*e.timestamp_ns);
  if (e.timestamp == expected)
    return;
  faults.add(
      location,
      join("is ", quoted(e.timestamp), ", but timestamp_ns says ", expected.empty() ? "a year after 9999" : expected),
      "/timestamp");
}

void check_correlation(const Event &e, Location location, FaultLog &faults) {
  if (!e.has_span || e.correlation_id.empty())
    return;
  const SpanKind kind = correlation_kind(e.correlation_id, e.span);
  if (kind == SpanKind::none)
    faults.add(location,
               join("is ", quoted(e.correlation_id), ", must be func_, loop_, try_, http_ or db_ and the span_id ",
                    hex16(e.span)),
               "/correlation_id");
  else if (e.phase != Phase::inner && kind != e.kind)
    faults.add(
        location,
        join("is ", quoted(e.correlation_id), ", must start with ", correlation_prefix(e.kind), " for this event_type"),
        "/correlation_id");
}

} // namespace

std::string format_timestamp(std::uint64_t ns) {
  using namespace std::chrono;
  constexpr std::uint64_t kYear10000 = 253402300800; // seconds
  const std::uint64_t seconds_since = ns / 1'000'000'000;
  if (seconds_since >= kYear10000)
    return {};
  const sys_seconds at{seconds{static_cast<std::int64_t>(seconds_since)}};
  const auto day = floor<days>(at);
  const year_month_day date{day};
  const auto second = static_cast<unsigned>((at - day).count());
  std::string out = "0000-00-00T00:00:00.000Z";
  const auto put = [&out](std::size_t from, std::size_t digits, unsigned value) {
    for (std::size_t i = digits; i-- > 0; value /= 10)
      out[from + i] = static_cast<char>('0' + value % 10);
  };
  put(0, 4, static_cast<unsigned>(static_cast<int>(date.year())));
  put(5, 2, static_cast<unsigned>(date.month()));
  put(8, 2, static_cast<unsigned>(date.day()));
  put(11, 2, second / 3600);
  put(14, 2, second / 60 % 60);
  put(17, 2, second % 60);
  put(20, 3, static_cast<unsigned>(ns / 1'000'000 % 1000));
  return out;
}

SpanKind correlation_kind(std::string_view id, std::uint64_t span) {
  for (const SpanKind kind :
       {SpanKind::function, SpanKind::loop, SpanKind::exception, SpanKind::http, SpanKind::database}) {
    const std::string_view prefix = correlation_prefix(kind);
    if (id.starts_with(prefix))
      return id.substr(prefix.size()) == hex16(span) ? kind : SpanKind::none;
  }
  return SpanKind::none;
}

void check_consistency(const Event &e, Location location, FaultLog &faults) {
  check_timestamp(e, location, faults);
  check_duration(e, location, faults);
  check_correlation(e, location, faults);
}

} // namespace telinject::events
