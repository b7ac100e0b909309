// The format otlp: each batch is an ExportTraceServiceRequest in protobuf, and behind it, for exceptions as log records, an
// ExportLogsServiceRequest, whose head has the same fields.  As such messages do not show where they end,
// the size of each stands in front of it, 4 bytes with the highest first, as the Collector's file exporter has it.
#include "runtime/formats/otlp.h"

namespace telinject {

namespace {

using namespace otlp;

constexpr Encoding encoding = Encoding::protobuf;
constexpr unsigned wire_bytes = 2;

constexpr std::size_t size_room = 4;

constinit char head_memory[64 * 1024];
constinit Slice head;                   // of a batch, up to the first span
constinit std::size_t scope_length = 0; // where the length of its ScopeSpans stands
constinit char log_memory[LogRecords::max_size];
constinit LogRecords logs(encoding, log_memory);
constexpr std::size_t resource_length = 5; // ... and of its ResourceSpans: behind the size and a tag

void put_tag(TextBuffer &out, Field field) {
  out.put(static_cast<char>(field.number << 3 | wire_bytes));
}

void set_process(const Facts &facts) {
  note_process(facts);
  if (!facts.cloud)
    return; // nothing is rendered before they are known
  head = fitting_head(head_memory, sizeof head_memory, [&](TextBuffer &out, std::size_t max_text) {
    Writer to(out, encoding);
    out.allocate(size_room);
    put_tag(out, resource_spans);
    out.allocate(length_room);
    put_resource(to, facts, max_text);
    put_tag(out, scope_spans);
    scope_length = out.size();
    out.allocate(length_room);
    put_scope(to);
  });
}

void begin_batch(TextBuffer &out) {
  logs.clear();
  out.put(head);
}

void patch_sizes(char *batch, std::size_t size) {
  patch_length(batch + resource_length, size - resource_length - length_room);
  patch_length(batch + scope_length, size - scope_length - length_room);
  const std::uint32_t message = __builtin_bswap32(static_cast<std::uint32_t>(size - size_room));
  std::memcpy(batch, &message, size_room);
}

void end_batch(char *batch, std::size_t size, TextBuffer &) {
  if (!head.empty())
    patch_sizes(batch, size);
}

std::uint64_t put_logs(TextBuffer &out) {
  if (logs.count() == 0 || head.empty())
    return 0;
  const std::size_t begin = out.size();
  out.put(head);
  out.put(logs.text());
  if (!out.overflow())
    patch_sizes(out.at(begin), out.size() - begin);
  return logs.count();
}

void render_span(const Event &entry, const Event &exit, InnerEvents &inner, TextBuffer &out) {
  const LogRecords::Position before = logs.position();
  Writer to(out, encoding);
  to.begin(spans);
  put_span(to, entry, exit, inner, logs);
  to.end();
  if (out.overflow())
    logs.rewind(before);
}

void render(const Event &e, TextBuffer &out) {
  Writer to(out, encoding);
  to.begin(spans);
  put_lone_event(to, e);
  to.end();
}

} // namespace

extern const Format otlp_format;
constinit const Format otlp_format = {
    .name = "otlp",
    .content_type = "application/x-protobuf",
    .size_prefix = size_room,
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
