// Detects the pod and the container.  Depends only on the Environment, whose contents may be malformed or hostile.
// Does not allocate or throw; async-signal-safe.
#pragma once

#include "runtime/config/environment.h"
#include "runtime/resource/k8s/k8s_facts.h"

namespace telinject {

void find_k8s_facts(const Environment &env, K8sFacts &facts);

namespace k8s {

// The sources; each sets only members that are still empty.
#define TELINJECT_K8S_SOURCE(FUNCTION) void FUNCTION(const Environment &env, K8sFacts &facts);
#include "runtime/resource/k8s/sources.def"
#undef TELINJECT_K8S_SOURCE

// Sets a member that is still empty.  Skips a value that is too long, is not UTF-8 or has control characters, and
// records `name` as the fault.
template <std::size_t N> void fill(FixedString<N> &member, Slice value, Slice name, K8sFacts &facts);
bool is_sound(Slice value);
void note_fault(K8sFacts &facts, Slice name, Slice what);

// Writes labels or annotations as a JSON object: redacts secrets, cuts long values, and stops after 64 of them or when
// the member is full.
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
// Reads a JSON object of strings.
void take_pairs_of_json(FixedString<4096> &member, Slice json, Slice name, K8sFacts &facts);
// Reads lines key="value", escaped as Go's %q does.
void take_pairs_of_lines(FixedString<4096> &member, Slice lines, Slice name, K8sFacts &facts);

// Finds a container's id, 64 hexadecimal digits, in lists of control groups and mounts.
Slice find_container_id(Slice cgroup, Slice mountinfo);
// Returns "shop" for "shop-7d4c8f9b6-xk2j9"; empty if the name is not that of a deployment's pod.
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
