// The parts that all lines have in common: see jsonl_lines.h.
#include "runtime/formats/jsonl_lines.h"

#include "runtime/base/double_text.h"
#include "runtime/base/json_text.h"
#include "runtime/formats/event_attributes.h"
#include "runtime/formats/event_message.h"

namespace telinject::jsonl {

namespace {

constinit char resource_memory[96 * 1024]; // escaping may make text six times as long
constinit Slice process_tail;
constinit Slice sample_rate = "1.0";
constinit char rate_text[32];

// Returns "2025-11-03T19:15:41" for a second, followed by one byte and the second's decimal digits; cached while the
// second lasts (days to civil date: proleptic Gregorian calendar).
Slice text_of_second(std::uint64_t second) {
  static constinit std::uint64_t kept = ~std::uint64_t{0};
  static constinit char text[41];
  if (second == kept)
    return Slice(text, 19);
  const std::uint64_t day = second / 86400, in_day = second % 86400;
  const std::uint64_t shifted = day + 719468; // days since 0000-03-01
  const std::uint64_t era = shifted / 146097, day_of_era = shifted % 146097;
  const std::uint64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const std::uint64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::uint64_t month_from_march = (5 * day_of_year + 2) / 153;
  const std::uint64_t month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
  TextBuffer out(text, sizeof text);
  out.padded(year_of_era + era * 400 + (month <= 2 ? 1 : 0), 4);
  out.put('-');
  out.padded(month, 2);
  out.put('-');
  out.padded(day_of_year - (153 * month_from_march + 2) / 5 + 1, 2);
  out.put('T');
  out.padded(in_day / 3600, 2);
  out.put(':');
  out.padded(in_day / 60 % 60, 2);
  out.put(':');
  out.padded(in_day % 60, 2);
  out.put('\0');
  out.decimal(second);
  kept = second;
  return Slice(text, 19);
}

} // namespace

char FragmentBuilder::scratch[32 * 1024];

void put_member(TextBuffer &out, Slice key, Slice value) {
  out.put('"');
  out.put(key);
  out.put("\":");
  put_json_string(out, value);
}

void set_tail(Slice tail, Slice rate_number) {
  TextBuffer rate(rate_text, sizeof rate_text);
  rate.put(rate_number);
  sample_rate = rate.slice();
  process_tail = tail;
}

void set_process(const Facts &f) {
  static constexpr char place[] = {resource_placeholder};
  if (!f.cloud)
    return set_tail(Slice(place, 1), f.sample_rate);
  TextBuffer out(resource_memory, sizeof resource_memory);
  put_process(f, out);
  set_tail(out.slice(), f.sample_rate);
}

void put_timestamp(std::uint64_t unix_ns, int places, TextBuffer &out) {
  const std::uint64_t fraction = unix_ns % 1'000'000'000;
  out.put(text_of_second(unix_ns / 1'000'000'000));
  out.put('.');
  out.padded(places == 3 ? fraction / 1'000'000 : fraction, places);
}

Slice resource_text() {
  return process_tail;
}

void prepare_thread(int id, Slice name, TextBuffer &out) {
  out.put("\"thread.id\":");
  out.decimal(static_cast<std::uint64_t>(id));
  out.put(",\"thread.name\":");
  put_json_string(out, name.empty() ? Slice("unknown") : name);
}

void put_head(const Event &e, TextBuffer &out) {
  // The variable parts have a fixed width, so they overwrite the zeros of a copy.
  static constexpr char head[] =
      "{\"schema\":{\"format\":\"telemetry.v3\",\"version\":\"3.0.0\"},\"timestamp\":\"0000-00-00T00:00:00.000Z\","
      "\"timestamp_ns\":0000000000000000000,\"sequence\":";
  constexpr std::size_t stamp = Slice(head).find("0000-"), number = Slice(head).find("000000000");
  const std::uint64_t second = e.unix_ns / 1'000'000'000, fraction = e.unix_ns % 1'000'000'000;
  const Slice text = text_of_second(second);
  if (second < 1'000'000'000) { // the clock was never set: the second has fewer digits
    out.put(head, stamp);
    out.put(text);
    out.put('.');
    out.padded(fraction / 1'000'000, 3);
    out.put("Z\",\"timestamp_ns\":");
    out.decimal(e.unix_ns);
    out.put(",\"sequence\":");
  } else if (char *const p = out.allocate(sizeof head - 1)) {
    std::memcpy(p, head, sizeof head - 1);
    std::memcpy(p + stamp, text.data, 19);
    std::memcpy(p + number, text.data + 20, 10);
    put_padded(p + number + 10, fraction, 9);
    std::memcpy(p + stamp + 20, p + number + 10, 3);
  }
  out.decimal(e.sequence);
}

void put_typed_head(const Event &e, Slice severity, TextBuffer &out) {
  put_head(e, out);
  out.put(",\"event_type\":\"");
  out.put(descriptor_of(e.type).event_type);
  out.put("\",\"severity\":\"");
  out.put(severity);
  out.put('"');
}

void put_context(const SpanContext &c, TextBuffer &out) {
  static constexpr char context[] =
      "00000000000000000000000000000000\",\"span_id\":\"0000000000000000\",\"parent_span_id\":\"0000000000000000\"";
  constexpr std::size_t parent = sizeof context - 1 - 18;
  const std::size_t size = c.parent != 0 ? sizeof context - 1 : parent;
  if (char *const p = out.allocate(size)) {
    std::memcpy(p, context, size);
    put_hex16(p, c.trace_high);
    put_hex16(p + 16, c.trace_low);
    put_hex16(p + 32 + sizeof "\",\"span_id\":\"" - 1, c.span);
    if (c.parent != 0)
      put_hex16(p + parent + 1, c.parent);
  }
  if (c.parent == 0)
    out.put("null");
}

void put_flags(TextBuffer &out) {
  out.put(",\"trace_flags\":\"01\",\"sample_rate\":");
  out.put(sample_rate);
}

void put_duration(std::uint64_t ns, TextBuffer &out) {
  out.put(",\"duration_ns\":");
  out.decimal(ns);
  out.put(",\"duration_ms\":");
  put_fixed(out, ns, 6);
}

void put_message_member(const Event &e, TextBuffer &out) {
  static constinit char memory[4 * 1024]; // used under the drain lock only
  TextBuffer message(memory, sizeof memory);
  put_message(e, message);
  out.put(',');
  put_member(out, "message", message.slice());
}

void put_event(TextBuffer &out, Slice name, Slice category, Slice type) {
  out.put(",\"event\":{\"name\":\"");
  put_json(out, name);
  out.put("\",\"category\":\"");
  out.put(category);
  out.put("\",\"type\":\"");
  out.put(type);
  out.put("\"},\"attributes\":{");
}

void put_tail(const Event &e, Slice prefix, TextBuffer &out) {
  out.put('}');
  if (!prefix.empty()) {
    out.put(",\"correlation_id\":\"");
    out.put(prefix);
    out.hex16(e.context.span);
    out.put("\"");
  }
  out.put(process_tail);
}

void put_link(const SpanLink &link, TextBuffer &out) {
  if (link.span == 0)
    return;
  out.put("\"link\":{\"trace_id\":\"");
  out.hex16(link.trace_high);
  out.hex16(link.trace_low);
  out.put("\",\"span_id\":\"");
  out.hex16(link.span);
  out.put("\"},");
}

SuppressedRows::SuppressedRows(const Suppressed &s)
    : of{{"loop_iteration", s.iterations},  {"conditional_entry", s.branches},
         {"conditional_exit", s.branches},  {"variable_change", s.changes},
         {"function_entry", s.functions},   {"function_exit", s.functions},
         {"loop_entry", s.loops},           {"loop_exit", s.loops},
         {"exception_entry", s.try_blocks}, {"exception_exit", s.try_blocks}} {}

void put_suppressed(const Suppressed &s, TextBuffer &out) {
  const SuppressedRows rows(s);
  out.put("\"suppressed\":{");
  bool any = false;
  for (const auto &row : rows.of) {
    if (row.count == 0)
      continue;
    out.put(any ? Slice(",\"") : Slice("\""));
    out.put(row.event_type);
    out.put("\":");
    out.decimal(row.count);
    any = true;
  }
  out.put('}');
}

void put_error(const Event &e, TextBuffer &out) {
  ErrorText error;
  if (!describe_error(e, error))
    return;
  out.put(",\"error\":{\"type\":");
  put_json_string(out, error.type);
  out.put(",\"message\":");
  put_json_string(out, error.message);
  if (!error.stack_trace.empty()) {
    out.put(",\"stacktrace\":");
    put_json_string(out, error.stack_trace);
  }
  out.put('}');
}

bool put_exit_flags(std::uint8_t flags, bool any, TextBuffer &out) {
  struct Mark {
    std::uint8_t flag;
    Slice text;
  };
  const Mark marks[] = {{record_abandoned, "\"abandoned\":true"},
                        {record_unfinished, "\"unfinished\":true"},
                        {record_thread_exit, "\"thread_exit\":true"}};
  for (const Mark &m : marks) {
    if ((flags & m.flag) == 0)
      continue;
    if (any)
      out.put(',');
    out.put(m.text);
    any = true;
  }
  return any;
}

} // namespace telinject::jsonl
