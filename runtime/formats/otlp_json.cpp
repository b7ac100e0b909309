// The format otlp_json: each batch is one line, an ExportTraceServiceRequest in JSON.
#include "runtime/formats/otlp.h"

namespace telinject {

namespace {

using namespace otlp;

constexpr Encoding encoding = Encoding::json;

constinit char head_memory[96 * 1024]; // escaping may make text six times as long
constinit Slice head;                  // of a batch, up to the first span

void set_process(const Facts &facts) {
  note_process(facts);
  if (!facts.cloud)
    return; // nothing is rendered before they are known
  head = fitting_head(head_memory, sizeof head_memory, [&](TextBuffer &out, std::size_t max_text) {
    out.put("{\"resourceSpans\":[{");
    Writer to(out, encoding);
    put_resource(to, facts, max_text);
    out.put(",\"scopeSpans\":[{");
    Writer in_scope(out, encoding);
    put_scope(in_scope);
    out.put(",\"spans\":[");
  });
}

void begin_batch(TextBuffer &out) {
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

void render_span(const Event &entry, const Event &exit, InnerEvents &inner, TextBuffer &out) {
  out.put('{');
  Writer to(out, encoding);
  put_span(to, entry, exit, inner);
  out.put("},");
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
};

} // namespace telinject
