// The format splunk_hec: each line is an event of Splunk's HTTP Event Collector, which holds a line of telemetry.v3.
#include "runtime/formats/jsonl_lines.h"

#include "runtime/base/json_text.h"

namespace telinject {

extern const Format jsonl_format;

namespace {

using jsonl::max_name;
using jsonl::put_member;

constinit char head_memory[16 * 1024], fields_memory[16 * 1024];
constinit Slice head;   // behind the time: host, source, sourcetype
constinit Slice fields; // of the process

void set_process(const Facts &f) {
  jsonl_format.set_process(f);
  if (!f.cloud)
    return; // nothing is rendered before they are known
  TextBuffer out(head_memory, sizeof head_memory);
  out.put(',');
  put_member(out, "host", cut_utf8(f.host_name, max_name));
  out.put(',');
  put_member(out, "source", cut_utf8(f.service_name, max_name));
  out.put(",\"sourcetype\":\"telemetry:v3\",\"event\":");
  head = out.slice();
  TextBuffer more(fields_memory, sizeof fields_memory);
  put_member(more, "service", cut_utf8(f.service_name, max_name));
  more.put(',');
  put_member(more, "version", cut_utf8(f.service_version, max_name));
  more.put(',');
  put_member(more, "environment", cut_utf8(f.environment, max_name));
  fields = more.slice();
}

// What searches begin with, as fields of the index.
void put_fields(const Event &e, TextBuffer &out) {
  out.put(",\"fields\":{");
  out.put(fields);
  out.put(",\"event_type\":\"");
  out.put(descriptor_of(e.type).event_type);
  out.put("\",\"severity\":\"");
  out.put(severity_of(e));
  out.put("\",\"trace_id\":\"");
  out.hex16(e.context.trace_high);
  out.hex16(e.context.trace_low);
  out.put("\",\"span_id\":\"");
  out.hex16(e.context.span);
  out.put("\"}}\n");
}

void render(const Event &e, TextBuffer &out) {
  out.put("{\"time\":");
  out.decimal(e.unix_ns / 1'000'000'000);
  out.put('.');
  out.padded(e.unix_ns / 1'000'000 % 1000, 3);
  out.put(head);
  jsonl_format.render(e, out);
  if (out.overflow())
    return;
  out.truncate(out.size() - 1); // the line end
  put_fields(e, out);
}

} // namespace

extern const Format splunk_hec_format;
constinit const Format splunk_hec_format = {
    .name = "splunk_hec",
    .content_type = "application/json",
    .set_process = set_process,
    .prepare_site = jsonl::prepare_site,
    .prepare_inner_site = jsonl::prepare_inner_site,
    .prepare_thread = jsonl::prepare_thread,
    .render = render,
};

} // namespace telinject
