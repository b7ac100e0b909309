// The format datadog: lines of telemetry.v3 whose members have the names and types that Datadog's logs expect.
#include "runtime/formats/jsonl_lines.h"

#include "runtime/base/json_text.h"

namespace telinject {

extern const Format jsonl_format;

namespace {

using jsonl::max_name;
using jsonl::put_member;

constinit char memory[96 * 1024]; // escaping may make text six times as long

// service and host are texts there; tags have neither commas nor quotes.
void put_tag(Slice key, Slice value, TextBuffer &out) {
  value = value.take_front(200);
  out.put(key);
  for (std::size_t i = 0; i < value.size; ++i) {
    const char c = value.data[i];
    out.put(static_cast<unsigned char>(c) <= ' ' || c == ',' || c == '"' || c == '\\' || (c & 0x80) != 0 ? '_' : c);
  }
}

void set_process(const Facts &f) {
  TextBuffer out(memory, sizeof memory);
  if (f.cloud) {
    out.put(',');
    put_member(out, "service", f.service_name.take_front(max_name));
    out.put(',');
    put_member(out, "host", f.host_name);
    out.put(",\"ddsource\":\"telinject\",\"ddtags\":\"");
    put_tag("env:", f.environment, out);
    put_tag(",version:", f.service_version, out);
    out.put('"');
    jsonl::put_process_details(f, out);
  }
  jsonl::set_tail(out.slice(), f.sample_rate);
}

Slice status_of(const Event &e) {
  const Slice severity = severity_of(e);
  return severity == Slice("ERROR")   ? Slice("error")
         : severity == Slice("WARN")  ? Slice("warn")
         : severity == Slice("DEBUG") ? Slice("debug")
                                      : Slice("info");
}

void render(const Event &e, TextBuffer &out) {
  jsonl_format.render(e, out);
  if (out.overflow())
    return;
  out.truncate(out.size() - 2); // the brace and the line end
  out.put(",\"status\":\"");
  out.put(status_of(e));
  out.put("\",\"dd.trace_id\":\"");
  out.hex16(e.context.trace_high);
  out.hex16(e.context.trace_low);
  out.put("\",\"dd.span_id\":\"");
  out.decimal(e.context.span);
  out.put("\"}\n");
}

} // namespace

extern const Format datadog_format;
constinit const Format datadog_format = {
    .name = "datadog",
    .content_type = "application/x-ndjson",
    .set_process = set_process,
    .prepare_site = jsonl::prepare_site,
    .prepare_inner_site = jsonl::prepare_inner_site,
    .prepare_thread = jsonl::prepare_thread,
    .render = render,
};

} // namespace telinject
