// Finds out about the pod and the container.  Pure but for what it asks of its surroundings, which may be malformed or
// hostile. Nothing allocates or throws; async-signal-safe.
#pragma once

#include "runtime/config/environment.h"
#include "runtime/resource/k8s/k8s_facts.h"

namespace telinject {

void find_k8s_facts(const Environment &env, K8sFacts &facts);

namespace k8s {

// The sources; each fills in what is still empty.
#define TELINJECT_K8S_SOURCE(FUNCTION) void FUNCTION(const Environment &env, K8sFacts &facts);
#include "runtime/resource/k8s/sources.def"
#undef TELINJECT_K8S_SOURCE

// Sets a member that is still empty.  A value with control characters or not in UTF-8, or one that is too long, is left
// out, and `name` noted as the fault.
template <std::size_t N> void fill(FixedString<N> &member, Slice value, Slice name, K8sFacts &facts);
bool is_sound(Slice value);
void note_fault(K8sFacts &facts, Slice name, Slice what);

// The labels or annotations that are told, as a JSON object: secrets redacted, over-long values cut, at most 64 of them
// and as many as the member has room for.
class PairsWriter {
public:
  PairsWriter(FixedString<4096> &member, Slice name, K8sFacts &facts);
  void put(Slice key, Slice value);
  void done();

private:
  FixedString<4096> &member_;
  Slice name_;
  K8sFacts &facts_;
  char memory_[4096];
  TextBuffer out_;
  int count_ = 0;
};
// A JSON object of strings.
void take_pairs_of_json(FixedString<4096> &member, Slice json, Slice name, K8sFacts &facts);
// Lines key="value", escaped as Go's %q does.
void take_pairs_of_lines(FixedString<4096> &member, Slice lines, Slice name, K8sFacts &facts);

// In a list of mounts or control groups: 64 hexadecimal digits that stand for a container.
Slice find_container_id(Slice cgroup, Slice mountinfo);
// "shop-7d4c8f9b6-xk2j9": "shop"; empty where the name is not that of a deployment's pod.
Slice deployment_of_pod(Slice pod);

template <std::size_t N> void fill(FixedString<N> &member, Slice value, Slice name, K8sFacts &facts) {
  if (!member.empty() || value.empty())
    return;
  if (!is_sound(value))
    note_fault(facts, name, "is not plain text");
  else if (!member.set(value))
    note_fault(facts, name, "is too long");
}

} // namespace k8s

} // namespace telinject
