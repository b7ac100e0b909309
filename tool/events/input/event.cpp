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
  InnerKind inner;
};
constexpr std::array<TypeRow, 16> kTypes = {{
    {"function_entry", SpanKind::function, Phase::entry, InnerKind::none},
    {"function_exit", SpanKind::function, Phase::exit, InnerKind::none},
    {"loop_entry", SpanKind::loop, Phase::entry, InnerKind::none},
    {"loop_exit", SpanKind::loop, Phase::exit, InnerKind::none},
    {"exception_entry", SpanKind::exception, Phase::entry, InnerKind::none},
    {"exception_exit", SpanKind::exception, Phase::exit, InnerKind::none},
    {"http_request", SpanKind::http, Phase::entry, InnerKind::none},
    {"http_response", SpanKind::http, Phase::exit, InnerKind::none},
    {"database_query", SpanKind::database, Phase::entry, InnerKind::none},
    {"database_result", SpanKind::database, Phase::exit, InnerKind::none},
    {"variable_change", SpanKind::none, Phase::inner, InnerKind::change},
    {"loop_iteration", SpanKind::none, Phase::inner, InnerKind::other},
    {"conditional_entry", SpanKind::none, Phase::inner, InnerKind::other},
    {"conditional_exit", SpanKind::none, Phase::inner, InnerKind::branch},
    {"telemetry_loss", SpanKind::none, Phase::inner, InnerKind::loss},
    {"telemetry_summary", SpanKind::none, Phase::inner, InnerKind::summary},
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
  e.inner = row->inner;
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

bool is_true(const Value &v) {
  return v.type() == Type::boolean && v.boolean();
}

Value object_or_absent(const Value &v) {
  return v.type() == Type::object ? v : Value();
}

std::optional<std::uint64_t> number_of(const Value &v) {
  std::uint64_t number = 0;
  return v.to_unsigned(number) ? std::optional(number) : std::nullopt;
}

void read_account(std::string_view key, const Value &v, Event &e) {
  if (key == "lost_events")
    e.lost_events = number_of(v).value_or(0);
  else if (key == "traces_sampled_out")
    e.traces_sampled_out = number_of(v).value_or(0);
  else if (key == "from_ns")
    e.from_ns = number_of(v);
  else if (key == "to_ns")
    e.to_ns = number_of(v);
  else if (key == "sites" && e.inner == InnerKind::summary)
    e.sites = object_or_absent(v);
  else if (key == "unattributed" && e.inner == InnerKind::summary)
    e.unattributed = object_or_absent(v);
}

// One pass over the attributes: most of their keys are of no interest here.
void read_attributes(const Value &attributes, Event &e) {
  if (!attributes || attributes.type() != Type::object)
    return;
  for (Value v = attributes.first(); v; v = v.next(attributes)) {
    const std::string_view key = v.key();
    if (key == "thread.id")
      e.thread = read_thread(v);
    else if (key == "caller_function")
      e.has_caller = v.type() == Type::string;
    else if (key == "code.file.path")
      e.file = text_of(v);
    else if (key == "code.line.number")
      e.line_number = number_of(v);
    else if (key == "branch_taken")
      e.branch = text_of(v);
    else if (key == "total_iterations")
      e.iterations = number_of(v).value_or(0);
    else if (key == "coroutine")
      e.is_coroutine = is_true(v);
    else if (key == "also_folded")
      e.also_folded = is_true(v);
    else if (key == "self_estimated")
      e.self_estimated = is_true(v);
    else if (key == "folded" && e.phase == Phase::exit)
      e.folded = object_or_absent(v);
    else if (e.inner == InnerKind::summary || e.inner == InnerKind::loss)
      read_account(key, v, e);
  }
}

} // namespace

Event extract_event(const Value &root) {
  Event e;
  if (root.type() != Type::object)
    return e;
  e.has_process = read_process(root, e);
  e.has_span = read_span(root, e);
  e.function_name = text_of(root.find("function_name"));
  if (is_library_call(e.kind))
    e.name = text_of(root.find("event").find("name"));
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
  e.has_caller = e.kind != SpanKind::function && !e.function_name.empty();
  read_attributes(root.find("attributes"), e);
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
