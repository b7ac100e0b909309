// Extracts the fields of an event from a parsed line.
#include "tool/events/input/event.h"

#include <array>
#include <functional>
#include <utility>

namespace telinject::events {
namespace {

struct TypeRow {
  std::string_view name;
  SpanKind kind;
  Phase phase;
};
constexpr std::array<TypeRow, 16> kTypes = {{
    {"function_entry", SpanKind::function, Phase::entry},
    {"function_exit", SpanKind::function, Phase::exit},
    {"loop_entry", SpanKind::loop, Phase::entry},
    {"loop_exit", SpanKind::loop, Phase::exit},
    {"exception_entry", SpanKind::exception, Phase::entry},
    {"exception_exit", SpanKind::exception, Phase::exit},
    {"http_request", SpanKind::http, Phase::entry},
    {"http_response", SpanKind::http, Phase::exit},
    {"database_query", SpanKind::database, Phase::entry},
    {"database_result", SpanKind::database, Phase::exit},
    {"variable_change", SpanKind::none, Phase::inner},
    {"loop_iteration", SpanKind::none, Phase::inner},
    {"conditional_entry", SpanKind::none, Phase::inner},
    {"conditional_exit", SpanKind::none, Phase::inner},
    {"telemetry_loss", SpanKind::none, Phase::inner},
    {"telemetry_summary", SpanKind::none, Phase::inner},
}};

bool read_hex(std::string_view text, std::uint64_t &out) {
  if (text.size() != 16)
    return false;
  out = 0;
  for (const char c : text) {
    const int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    if (digit < 0)
      return false;
    out = out << 4 | static_cast<unsigned>(digit);
  }
  return true;
}

std::string_view text_of(const Value &v) {
  return v && v.type() == Type::string ? v.text() : std::string_view();
}

bool read_span(const Value &root, Event &e) {
  const std::string_view type = text_of(root.find("event_type"));
  const TypeRow *row = nullptr;
  for (const TypeRow &candidate : kTypes)
    if (candidate.name == type)
      row = &candidate;
  if (!row)
    return false;
  e.kind = row->kind;
  e.phase = row->phase;
  const std::string_view trace = text_of(root.find("trace_id"));
  if (trace.size() != 32 || !read_hex(trace.substr(0, 16), e.trace.high) || !read_hex(trace.substr(16), e.trace.low))
    return false;
  if (!read_hex(text_of(root.find("span_id")), e.span))
    return false;
  const Value parent = root.find("parent_span_id");
  if (!parent)
    return false;
  return parent.type() == Type::null || read_hex(text_of(parent), e.parent);
}

bool read_process(const Value &root, Event &e) {
  e.host = text_of(root.find("host").find("name"));
  return root.find("process").find("pid").to_unsigned(e.pid) && root.find("sequence").to_unsigned(e.sequence);
}

std::uint64_t read_thread(const Value &id) {
  std::uint64_t number = 0;
  if (id.to_unsigned(number))
    return number * 2 + 1;
  const std::string_view text = text_of(id);
  return text.empty() ? 0 : std::hash<std::string_view>{}(text) | 1;
}

} // namespace

Event extract_event(const Value &root) {
  Event e;
  if (root.type() != Type::object)
    return e;
  e.has_process = read_process(root, e);
  e.has_span = read_span(root, e);
  e.function_name = text_of(root.find("function_name"));
  e.trace_flags = text_of(root.find("trace_flags"));
  e.timestamp = text_of(root.find("timestamp"));
  e.correlation_id = text_of(root.find("correlation_id"));
  std::uint64_t number = 0;
  if (root.find("timestamp_ns").to_unsigned(number))
    e.timestamp_ns = number;
  if (root.find("duration_ns").to_unsigned(number))
    e.duration_ns = number;
  const Value ms = root.find("duration_ms");
  if (ms && (ms.type() == Type::integer || ms.type() == Type::number))
    e.duration_ms = ms.number();
  e.thread = read_thread(root.find("attributes").find("thread.id"));
  e.has_error = static_cast<bool>(root.find("error"));
  return e;
}

std::string_view correlation_prefix(SpanKind kind) {
  switch (kind) {
  case SpanKind::function:
    return "func_";
  case SpanKind::loop:
    return "loop_";
  case SpanKind::exception:
    return "try_";
  case SpanKind::http:
    return "http_";
  case SpanKind::database:
    return "db_";
  case SpanKind::none:
    break;
  }
  return {};
}

} // namespace telinject::events
