// Publishes spans to other programs: see published_spans.h.
#include "runtime/frontend/published_spans.h"

#include "runtime/core/site.h"
#include "runtime/frontend/probes.h"
#include "runtime/frontend/thread_ring.h"

#include <atomic>

// Initial-exec, as the access must not allocate memory; readers find the place by the relocation of this name.
extern "C" {
extern __attribute__((visibility("default"), tls_model("initial-exec"))) __thread void *otel_thread_ctx_v1;
constinit __attribute__((tls_model("initial-exec"))) __thread void *otel_thread_ctx_v1 = nullptr;
}

namespace telinject {

constinit bool is_publishing = false;

void publish_thread_contexts() {
  is_publishing = true;
}
bool publishes_thread_contexts() {
  return is_publishing;
}
bool watches_outermost() {
  return is_publishing || probe_is_enabled(Probe::function_end);
}

namespace {

void put_big_endian(std::uint8_t *to, std::uint64_t value) {
  for (int i = 0; i < 8; ++i)
    to[i] = static_cast<std::uint8_t>(value >> (56 - 8 * i));
}

// A call's site has the function in its third line.
Slice name_of(const Span &span) {
  const Slice site = Slice::of(span.site);
  if (!has_attributes(span.flags.kind))
    return site.empty() ? site : function_of_site(site);
  Slice rest = site;
  for (int i = 0; i < 2; ++i)
    rest = rest.drop_front(rest.find('\n') + 1);
  return rest.take_front(rest.find('\n'));
}

void publish(Thread *t, const Span &span) {
  ThreadContextRecord &to = t->context_record;
  to.is_valid = 0;
  std::atomic_signal_fence(std::memory_order_seq_cst);
  put_big_endian(to.trace_id, t->trace_high);
  put_big_endian(to.trace_id + 8, t->trace_low);
  put_big_endian(to.span_id, span.id);
  to.trace_flags = t->flags.sampled && t->context_flags == 0;
  const Slice name = name_of(span).take_front(sizeof to.attributes - 2);
  to.attribute_bytes = static_cast<std::uint16_t>(name.empty() ? 0 : 2 + name.size);
  to.attributes[0] = 0;
  to.attributes[1] = static_cast<std::uint8_t>(name.size);
  if (!name.empty())
    std::memcpy(to.attributes + 2, name.data, name.size);
  std::atomic_signal_fence(std::memory_order_seq_cst);
  to.is_valid = 1;
  std::atomic_signal_fence(std::memory_order_seq_cst);
  otel_thread_ctx_v1 = &to;
}

Probe start_probe(SpanKind kind) {
  return kind == SpanKind::http       ? Probe::http_start
         : kind == SpanKind::database ? Probe::database_start
                                      : Probe::function_start;
}
Probe end_probe(SpanKind kind) {
  return kind == SpanKind::http       ? Probe::http_end
         : kind == SpanKind::database ? Probe::database_end
                                      : Probe::function_end;
}

void fire(const Thread *t, Probe probe) {
  const Span &span = t->spans.top();
  if (!probe_is_enabled(probe) || !span.is_recorded() || span.flags.inherited || !t->flags.sampled)
    return;
  const Slice name = name_of(span);
  fire_probe(probe, {t->trace_high, t->trace_low, span.id, name.data, name.size});
}

} // namespace

void note_published_start(Thread *t) {
  if (is_publishing)
    publish(t, t->spans.top());
  fire(t, start_probe(t->spans.top().flags.kind));
}

void note_published_end(Thread *t) {
  fire(t, end_probe(t->spans.top().flags.kind));
}

void publish_current_slow_path(Thread *t) {
  for (std::uint32_t i = t->spans.depth(); i-- > 0;)
    if (is_published(t->spans[i], i))
      return publish(t, t->spans[i]);
  publish_nothing(t);
}

void publish_nothing(Thread *t) {
  t->context_record.is_valid = 0;
  std::atomic_signal_fence(std::memory_order_seq_cst);
}

} // namespace telinject
