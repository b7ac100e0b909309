// Files of a Downward-API volume: in TELEMETRY_DOWNWARD_API_DIR, else /etc/podinfo.
// https://kubernetes.io/docs/concepts/workloads/pods/downward-api/
#include "runtime/resource/k8s/k8s.h"

#include "runtime/base/json_text.h"
#include "runtime/resource/k8s/trim.h"

namespace telinject::k8s {

namespace {

constexpr std::size_t max_file = 64 * 1024;

std::size_t read(const Environment &env, Slice name, char *to, std::size_t size) {
  char path[512];
  TextBuffer out(path, sizeof path);
  const Slice folder = env.variable("TELEMETRY_DOWNWARD_API_DIR");
  out.put(folder.empty() ? Slice("/etc/podinfo") : folder);
  out.put('/');
  out.put(name);
  out.put('\0');
  return out.overflow() ? 0 : env.file(path, to, size);
}

template <std::size_t N> void take(const Environment &env, Slice name, FixedString<N> &member, K8sFacts &facts) {
  char text[N + 16];
  fill(member, trimmed_end(Slice(text, read(env, name, text, sizeof text))), name, facts);
}

int digit(char c) {
  return c >= '0' && c <= '9' ? c - '0' : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10 : -1;
}

// What stands behind a backslash in Go's quoted strings (strconv.Quote); moves `s` past it.  False: malformed.
bool put_escape(Slice &s, TextBuffer &out) {
  if (s.empty())
    return false;
  const char c = s.data[0];
  s = s.drop_front(1);
  constexpr Slice from = "abfnrtv\\\"'", to = "\a\b\f\n\r\t\v\\\"'";
  if (const std::size_t at = from.find(c); at != from.size) {
    out.put(to.data[at]);
    return true;
  }
  const std::size_t digits = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
  if (digits == 0 || s.size < digits)
    return false;
  std::uint32_t v = 0;
  for (std::size_t i = 0; i < digits; ++i) {
    if (digit(s.data[i]) < 0)
      return false;
    v = v << 4 | static_cast<std::uint32_t>(digit(s.data[i]));
  }
  s = s.drop_front(digits);
  if (c == 'x')
    out.put(static_cast<char>(v));
  else
    put_utf8(out, v);
  return true;
}

// "value", as %q writes it.
bool unquote(Slice &s, TextBuffer &out) {
  if (s.empty() || s.data[0] != '"')
    return false;
  s = s.drop_front(1);
  while (!s.empty() && s.data[0] != '"' && s.data[0] != '\n') {
    if (s.data[0] != '\\') {
      out.put(s.data[0]);
      s = s.drop_front(1);
      continue;
    }
    s = s.drop_front(1);
    if (!put_escape(s, out))
      return false;
  }
  if (s.empty() || s.data[0] != '"')
    return false;
  s = s.drop_front(1);
  return true;
}

void take_pairs(const Environment &env, Slice name, FixedString<4096> &member, K8sFacts &facts) {
  static char text[max_file]; // only one looks at a time, and this is too much for a stack
  const std::size_t size = member.empty() ? read(env, name, text, sizeof text) : 0;
  if (size == sizeof text)
    return note_fault(facts, name, "is too long");
  if (size != 0)
    take_pairs_of_lines(member, Slice(text, size), name, facts);
}

} // namespace

void take_pairs_of_lines(FixedString<4096> &member, Slice lines, Slice name, K8sFacts &facts) {
  if (!member.empty())
    return;
  PairsWriter pairs(member, name, facts);
  while (!lines.empty()) {
    const Slice line = lines.take_front(lines.find('\n'));
    lines = lines.drop_front(line.size + 1);
    if (trimmed_end(line).empty())
      continue;
    char memory[8 * 1024];
    TextBuffer value(memory, sizeof memory);
    const std::size_t equals = line.find('=');
    Slice rest = line.drop_front(equals + 1);
    if (!unquote(rest, value) || !trimmed_end(rest).empty() || value.overflow())
      note_fault(facts, name, "has a line that is no key=\"value\"");
    else
      pairs.put(line.take_front(equals), value.slice());
  }
  pairs.done();
}

void downward_api(const Environment &env, K8sFacts &facts) {
  take_pairs(env, "labels", facts.pod_labels, facts);
  take_pairs(env, "annotations", facts.pod_annotations, facts);
  take(env, "name", facts.pod_name, facts);
  take(env, "namespace", facts.namespace_name, facts);
  take(env, "uid", facts.pod_uid, facts);
  take(env, "node_name", facts.node_name, facts);
  take(env, "service_account_name", facts.service_account_name, facts);
  take(env, "cpu_request", facts.cpu_request, facts);
  take(env, "cpu_limit", facts.cpu_limit, facts);
  take(env, "memory_request", facts.memory_request, facts);
  take(env, "memory_limit", facts.memory_limit, facts);
}

} // namespace telinject::k8s
