// libFuzzer: everything of the runtime that reads what somebody else wrote.  The first byte chooses the parser, the rest is its
// input.  Beside the sanitizers' own findings: what is emitted must be JSON, and what this reader of JSON takes nlohmann/json takes.
#include "runtime/resource/cloud/cache.h"
#include "runtime/resource/cloud/provider.h"
#include "runtime/config/config.h"
#include "runtime/base/json_read.h"
#include "runtime/resource/k8s/k8s.h"
#include "runtime/config/redact.h"
#include "runtime/core/attributes.h"
#include "runtime/semconv/attribute_text.h"
#include "runtime/semconv/sql_statement.h"

#include <cstdlib>
#include <cstring>
#include <initializer_list>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

using namespace telinject;

namespace {

std::string input; // what stands in every variable and file
std::string name_to_answer;

Slice slice(const std::string &s) { return Slice(s.data(), s.size()); }

// A copy that ends where the slice ends, so that reading past it is seen.
struct Exact {
  explicit Exact(Slice s) : memory(new char[s.size]), size(s.size) { std::memcpy(memory.get(), s.data, s.size); }
  Slice get() const { return Slice(memory.get(), size); }
  std::unique_ptr<char[]> memory;
  std::size_t size;
};

const Environment env = {
    [](Slice name) { return name_to_answer.empty() || name == slice(name_to_answer) ? slice(input) : Slice(); },
    [](const char *, char *to, std::size_t size) {
      const std::size_t n = input.size() < size ? input.size() : size;
      std::memcpy(to, input.data(), n);
      return n;
    },
    [](const char *) { return true; },
};

void require(bool condition) {
  if (!condition)
    std::abort();
}

void require_json(Slice s) { require(s.empty() || nlohmann::json::accept(std::string(s.data, s.size))); }

void fuzz_json(Slice s) {
  const JsonValue v = read_json(s);
  JsonValue key, value;
  char memory[256];
  for (Slice rest = v.members(); JsonValue::next_member(rest, key, value);) {
    TextBuffer out(memory, sizeof memory);
    require(key.text(out) || key.raw().size > sizeof memory);
    value.member("a").element(1).text(out);
  }
  // A number that no double holds is theirs alone to refuse.
  bool exponents = false;
  for (std::size_t i = 0; i < s.size; ++i)
    exponents |= s.data[i] == 'e' || s.data[i] == 'E' || s.size > 300;
  if (v.there() && !exponents)
    require_json(s);
}

// Replies, one after the other, each up to a zero byte; its first byte is the status, its second the flavour.
void fuzz_provider(const Provider &provider, Slice s) {
  Detection detection;
  char endpoint[1024];
  TextBuffer out(endpoint, sizeof endpoint);
  if (provider.endpoint)
    provider.endpoint(env, out);
  provider.start(env, detection);
  for (std::size_t i = 0; i < detection.request_count && detection.state == Detection::State::running; ++i) {
    const Slice part = s.take_front(s.find('\0'));
    s = s.drop_front(part.size + 1);
    const Exact body(part.drop_front(2));
    DetectorResponse response;
    response.request_id = detection.requests[i].request_id;
    response.status = part.empty() || part.data[0] % 4 != 1 ? 200 : part.size > 1 && part.data[1] % 2 ? 401 : 0;
    response.flavor = part.size > 1 && part.data[1] == '!' ? Slice("other") : Slice("Google");
    response.body = body.get();
    response.error = "none";
    provider.on_response(detection, response);
  }
  const CloudFacts &f = detection.facts;
  for (Slice value : {f.region.slice(), f.availability_zone.slice(), f.account_id.slice(), f.instance_id.slice(), f.machine_type.slice(), f.image_id.slice()})
    require(value.empty() || is_plain(value));
}

void fuzz_pod(Slice s) {
  K8sFacts facts;
  find_k8s_facts(env, facts);
  k8s::find_container_id(s, s);
  k8s::deployment_of_pod(s);
  K8sFacts lines, json;
  k8s::take_pairs_of_lines(lines.pod_labels, s, "labels", lines);
  k8s::take_pairs_of_json(json.pod_labels, s, "POD_LABELS", json);
  for (Slice emitted : {facts.pod_labels.slice(), facts.pod_annotations.slice(), lines.pod_labels.slice(), json.pod_labels.slice()})
    require_json(emitted);
}

void fuzz_redaction(Slice s) {
  std::string memory(20 * s.size + 100, '\0');
  for (const auto put : {+[](TextBuffer &out, Slice t) { put_redacted(out, t); }, +[](TextBuffer &out, Slice t) { put_redacted_url(out, t); },
                         +[](TextBuffer &out, Slice t) { put_command_line(out, t); }, +[](TextBuffer &out, Slice t) { put_redacted_value(out, t.take_front(8), t.drop_front(8)); }}) {
    TextBuffer out(memory.data(), memory.size());
    put(out, s);
    require(!out.overflow());
  }
}

void fuzz_cache(Slice s) {
  CloudFacts facts;
  if (!find_in_cache(s, {7, 1'000'000, 3600}, facts))
    return;
  char memory[4096];
  TextBuffer out(memory, sizeof memory);
  put_cache(out, {7, 1'000'000, 3600}, facts);
  require_json(out.slice());
}

constexpr const char *systems[] = {"sqlite", "postgresql", "mysql", "mariadb", "microsoft.sql_server", "oracle.db", "firebirdsql",
                                   "other_sql", "redis", "mongodb", ""};

std::string clean(const char *name, Slice text, const char *system, bool is_constant, bool is_cut) {
  std::string memory(20 * text.size + 100, '\0');
  TextBuffer out(memory.data(), memory.size());
  put_clean_attribute(out, {Slice::of(name), text, Slice::of(system), is_constant, is_cut});
  require(!out.overflow());
  return memory.substr(0, out.size());
}

// Cleaning what is clean changes nothing.
void fuzz_attribute(const char *name, Slice text, const char *system, bool is_constant, bool is_cut) {
  const std::string once = clean(name, text, system, is_constant, is_cut);
  require(clean(name, slice(once), system, is_constant, is_cut) == once);
}

// A statement whose literals hold the input, quoted as the standard says.  None of the bytes of a literal may be in the output, to
// which the last one testifies; nor if the statement is cut.
void fuzz_literals(Slice s) {
  std::string text = "SELECT a FROM t WHERE b = '";
  for (const char c : std::string(s.data, s.size))
    text += c == '\'' ? "''" : std::string(1, c);
  text += "' AND c = 'hunter2' AND d = N'hunter2'";
  for (const char *system : systems)
    for (const std::size_t size : {text.size(), text.size() - 3, text.size() / 2}) {
      const Exact part(slice(text).take_front(size));
      require(clean("db.query.text", part.get(), system, false, true).find("hunt") == std::string::npos);
      char memory[1024];
      TextBuffer out(memory, sizeof memory);
      put_query_summary(out, part.get(), Slice::of(system), true);
      require(out.size() <= max_query_summary && out.slice().find(Slice("hunt")) == out.size());
    }
}

void fuzz_statement(Slice s) {
  for (const char *system : systems) {
    for (const bool is_cut : {false, true})
      fuzz_attribute("db.query.text", s, system, true, is_cut);
    char memory[1024];
    TextBuffer out(memory, sizeof memory);
    put_query_summary(out, s, Slice::of(system), false);
    require(out.size() <= max_query_summary);
    clean("error.message", s, system, false, true);
  }
  fuzz_literals(s);
}

void fuzz_url(Slice s) {
  for (const bool is_cut : {false, true})
    fuzz_attribute("url.full", s, "", false, is_cut);
  for (const char *name : {"url.query", "http.request.header.location", "http.response.header.set-cookie"})
    clean(name, s, "", false, false);
  // Whatever user and password are, as long as they are encoded where they must be.
  std::string url = "https://bob:hunter2";
  for (const char c : std::string(s.data, s.size))
    if (!std::strchr("/\\?#@", c))
      url += c;
  url += "@example.com/";
  require(clean("url.full", slice(url), "", false, false).find("hunter2") == std::string::npos);
}

void fuzz_attributes(Slice s) {
  AttributeReader reader(s.data, s.end());
  for (Attribute a; reader.next(a);) {
    if (a.is_text() || !a.value)
      continue;
    require(a.value >= s.data && a.value_end <= s.end());
    [[maybe_unused]] const volatile auto number = a.number(); // AddressSanitizer sees what it reads
  }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  if (size == 0)
    return 0;
  const Exact rest(Slice(reinterpret_cast<const char *>(data) + 1, size - 1));
  const Slice s = rest.get();
  input.assign(s.data, s.size);
  name_to_answer.clear();
  constexpr const char *platforms[] = {"ec2", "eks", "ecs", "lambda", "gce", "gke", "cloud_run", "azure_vm", "aks"};
  const Provider *chosen[max_detections];
  char memory[64 * 1024];
  TextBuffer out(memory, sizeof memory);
  switch (const int choice = data[0] % 19; choice) {
  case 9: fuzz_json(s); break;
  case 10: fuzz_pod(s); break;
  case 11: fuzz_redaction(s); break;
  case 12: fuzz_cache(s); break;
  case 13: choose_providers(env, chosen); break;
  case 14: put_resource_attribute(out, s, "a"); break;
  case 16: fuzz_statement(s); break;
  case 17: fuzz_url(s); break;
  case 18: fuzz_attributes(s); break;
  case 15: is_ip_address(s); last_part(s); region_of_zone(s); trimmed(s); break;
  default: fuzz_provider(*find_provider(Slice::of(platforms[choice])), s);
  }
  return 0;
}
