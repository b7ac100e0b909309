// Asks the sources one after the other; and what they share.
#include "runtime/resource/k8s/k8s.h"

#include "runtime/base/json_read.h"
#include "runtime/base/json_text.h"
#include "runtime/config/redact.h"

namespace telinject {

void find_k8s_facts(const Environment &env, K8sFacts &facts) {
  facts.present =
      !env.variable("KUBERNETES_SERVICE_HOST").empty() || env.folder("/var/run/secrets/kubernetes.io/serviceaccount");
  if (!facts.present)
    return k8s::container(env, facts);
#define TELINJECT_K8S_SOURCE(FUNCTION) k8s::FUNCTION(env, facts);
#include "runtime/resource/k8s/sources.def"
#undef TELINJECT_K8S_SOURCE
}

namespace k8s {

namespace {

constexpr int max_pairs = 64;
constexpr std::size_t max_value = 256, max_key = 320; // of Kubernetes: 253 + '/' + 63

} // namespace

bool is_sound(Slice value) {
  while (!value.empty()) {
    const std::size_t n = whole_character(value);
    const auto first = static_cast<unsigned char>(value.data[0]);
    if (n == 0 || first < 0x20 || first == 0x7F)
      return false;
    value = value.drop_front(n);
  }
  return true;
}

void note_fault(K8sFacts &facts, Slice name, Slice what) {
  if (!facts.fault.empty())
    return;
  char memory[160];
  TextBuffer out(memory, sizeof memory);
  out.put(name.take_front(100));
  out.put(' ');
  out.put(what.take_front(50));
  facts.fault.set(out.slice());
}

PairsWriter::PairsWriter(FixedString<4096> &member, Slice name, K8sFacts &facts)
    : member_(member), name_(name), facts_(facts), out_(memory_, sizeof memory_ - 1) {
  out_.put('{');
}

void PairsWriter::put(Slice key, Slice value) {
  // What kubectl apply leaves there is the whole object, secrets of its environment included.
  if (key == Slice("kubectl.kubernetes.io/last-applied-configuration"))
    return;
  if (key.empty() || key.size > max_key)
    return note_fault(facts_, name_, "has a key that is none");
  const std::size_t before = out_.size();
  if (count_ != 0)
    out_.put(',');
  put_json_string(out_, key);
  out_.put(':');
  char memory[2 * max_value];
  TextBuffer clean(memory, sizeof memory);
  if (names_secret(key))
    clean.put("[REDACTED]");
  else
    put_redacted(clean, cut_utf8(value, max_value));
  put_json_string(out_, cut_utf8(clean.slice(), max_value));
  if (out_.overflow() || count_ == max_pairs) {
    out_.truncate(before);
    return note_fault(facts_, name_, "has more than is told");
  }
  ++count_;
}

void PairsWriter::done() {
  if (count_ == 0 || !member_.empty())
    return;
  memory_[out_.size()] = '}';
  member_.set(Slice(memory_, out_.size() + 1));
}

void take_pairs_of_json(FixedString<4096> &member, Slice json, Slice name, K8sFacts &facts) {
  if (json.empty() || !member.empty())
    return;
  const JsonValue object = read_json(json);
  if (!object.is_object())
    return note_fault(facts, name, "is no JSON object");
  PairsWriter pairs(member, name, facts);
  JsonValue key, value;
  for (Slice rest = object.members(); JsonValue::next_member(rest, key, value);) {
    char key_memory[512], value_memory[8 * 1024];
    TextBuffer key_text(key_memory, sizeof key_memory), value_text(value_memory, sizeof value_memory);
    if (key.text(key_text) && value.text(value_text))
      pairs.put(key_text.slice(), value_text.slice());
    else
      note_fault(facts, name, "has a member that is no text");
  }
  pairs.done();
}

} // namespace k8s

} // namespace telinject
