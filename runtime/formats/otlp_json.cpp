// The format otlp_json: each batch is one line, an ExportTraceServiceRequest in JSON; exceptions as log records are a second
// line, an ExportLogsServiceRequest.
#include "runtime/formats/otlp.h"

namespace telinject {

namespace {

using namespace otlp;

constexpr Encoding encoding = Encoding::json;

constinit char head_memory[96 * 1024]; // escaping may make text six times as long
constinit Slice head;                  // of a batch, up to the first span
constinit char log_memory[LogRecords::max_size];
constinit LogRecords logs(encoding, log_memory);
constinit Slice resource_text, scope_text; // parts of the head, which log records have too

void set_process(const Facts &facts) {
  note_process(facts);
  if (!facts.cloud)
    return; // nothing is rendered before they are known
  constexpr Slice begin = "{\"resourceSpans\":[{", end = ",\"spans\":[";
  head = fitting_head(head_memory, sizeof head_memory, [&](TextBuffer &out, std::size_t max_text) {
    out.put(begin);
    Writer to(out, encoding);
    put_resource(to, facts, max_text);
    const std::size_t resource_end = out.size();
    out.put(",\"scopeSpans\":[{");
    const std::size_t scope_begin = out.size();
    Writer in_scope(out, encoding);
    put_scope(in_scope);
    resource_text = out.slice().take_front(resource_end).drop_front(begin.size);
    scope_text = out.slice().drop_front(scope_begin);
    out.put(end);
  });
}

void begin_batch(TextBuffer &out) {
  logs.clear();
  out.put(head);
}

// Each span has a comma behind it; the last one's becomes a bracket.
void end_batch(char *batch, std::size_t size, TextBuffer &out) {
  if (batch[size - 1] == ',')
    batch[size - 1] = ']';
  else
    out.put(']');
  out.put("}]}]}\n");
}

std::uint64_t put_logs(TextBuffer &out) {
  if (logs.count() == 0)
    return 0;
  out.put("{\"resourceLogs\":[{");
  out.put(resource_text);
  out.put(",\"scopeLogs\":[{");
  out.put(scope_text);
  out.put(",\"logRecords\":[");
  out.put(logs.text().take_front(logs.text().size - 1));
  out.put("]}]}]}\n");
  return logs.count();
}

void render_span(const Event &entry, const Event &exit, InnerEvents &inner, TextBuffer &out) {
  const LogRecords::Position before = logs.position();
  out.put('{');
  Writer to(out, encoding);
  put_span(to, entry, exit, inner, logs);
  out.put("},");
  if (out.overflow())
    logs.rewind(before);
}

void render(const Event &e, TextBuffer &out) {
  out.put('{');
  Writer to(out, encoding);
  put_lone_event(to, e);
  out.put("},");
}

} // namespace

extern const Format otlp_json_format;
constinit const Format otlp_json_format = {
    .name = "otlp_json",
    .content_type = "application/json",
    .set_process = set_process,
    .prepare_site = [](const Site &site, Arena &arena) { return prepare_site(site, arena, encoding); },
    .prepare_inner_site = [](const Site &site, Arena &arena) { return prepare_inner_site(site, arena, encoding); },
    .prepare_thread = [](int id, Slice name, TextBuffer &out) { prepare_thread(id, name, out, encoding); },
    .render = render,
    .render_span = render_span,
    .begin_batch = begin_batch,
    .end_batch = end_batch,
    .put_logs = put_logs,
};

} // namespace telinject
