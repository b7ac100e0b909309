// Converts facts to and from contiguous text: see file_format.h.
#include "runtime/storage/file_format.h"

namespace telinject {

namespace {

constexpr std::size_t max_text = 4096;

void texts_of(Facts &facts, Slice *(&texts)[StoredProcess::texts]) {
  Slice *const list[] = {&facts.service_name,    &facts.service_version, &facts.environment, &facts.runtime_name,
                         &facts.runtime_version, &facts.os_description,  &facts.host_name,   &facts.host_ip,
                         &facts.executable,      &facts.command_line,    &facts.sample_rate, &facts.service_instance};
  static_assert(sizeof list == sizeof texts);
  std::memcpy(texts, list, sizeof list);
}

} // namespace

void store_process(const Facts &facts, const Config &config, const SpanContext &span, StoredProcess &to) {
  to.span = span;
  to.slow_ns = config.slow_ns;
  to.value_bytes = config.value_bytes;
  std::memset(to.format, 0, sizeof to.format);
  const Slice format = config.format.take_front(sizeof to.format - 1);
  std::memcpy(to.format, format.data, format.size);
  // A list that is too long loses its last methods.
  std::memset(to.http_known_methods, 0, sizeof to.http_known_methods);
  const Slice methods = config.http_known_methods.take_front(sizeof to.http_known_methods - 1);
  if (!methods.empty())
    std::memcpy(to.http_known_methods, methods.data, methods.size);
  to.pid = facts.pid;
  to.has_cloud_facts = facts.cloud && facts.k8s;
  to.cloud = facts.cloud ? *facts.cloud : CloudFacts();
  to.k8s = facts.k8s ? *facts.k8s : K8sFacts();
  Facts copy = facts;
  Slice *texts[StoredProcess::texts];
  texts_of(copy, texts);
  TextBuffer out(to.text, sizeof to.text);
  for (std::size_t i = 0; i < StoredProcess::texts; ++i) {
    // Executable and command line are the long ones; formats cut all others shorter than this limit.
    const Slice text = texts[i]->take_front(i == 8 || i == 9 ? max_text : max_text / 4);
    const std::size_t before = out.size();
    out.put(text);
    to.sizes[i] = static_cast<std::uint32_t>(out.size() - before);
  }
}

Facts facts_of(const StoredProcess &from) {
  Facts facts;
  facts.pid = from.pid;
  Slice *texts[StoredProcess::texts];
  texts_of(facts, texts);
  Slice rest(from.text, sizeof from.text);
  for (std::size_t i = 0; i < StoredProcess::texts; ++i) {
    *texts[i] = rest.take_front(from.sizes[i]);
    rest = rest.drop_front(texts[i]->size);
  }
  facts.instance = from.span.span;
  facts.remote_parent = from.span.parent;
  facts.cloud = &from.cloud;
  facts.k8s = &from.k8s;
  return facts;
}

} // namespace telinject
