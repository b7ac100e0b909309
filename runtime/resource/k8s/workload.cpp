// What names tell where nothing else does: the host is called like the pod, and the pod of a deployment after it.
#include "runtime/resource/k8s/k8s.h"

namespace telinject::k8s {

namespace {

bool is_of(Slice s, Slice alphabet) {
  for (std::size_t i = 0; i < s.size; ++i)
    if (!alphabet.contains(s.data[i]))
      return false;
  return true;
}

// Kubernetes' generated names: five of an alphabet without vowels and the digits that look like them; before that, for
// a deployment, the hash of its template, the up to ten decimal digits of a number in the letters that they are mapped
// to.
bool is_suffix(Slice s) {
  return s.size == 5 && is_of(s, "bcdfghjklmnpqrstvwxz2456789");
}
bool is_hash(Slice s) {
  return s.size >= 6 && s.size <= 10 && is_of(s, "456789bcdf");
}

Slice behind_last_dash(Slice &s) {
  std::size_t at = s.size;
  while (at != 0 && s.data[at - 1] != '-')
    --at;
  const Slice part = s.drop_front(at);
  s = at == 0 ? Slice() : s.take_front(at - 1);
  return part;
}

} // namespace

Slice deployment_of_pod(Slice pod) {
  const Slice suffix = behind_last_dash(pod);
  const Slice hash = behind_last_dash(pod);
  return is_suffix(suffix) && is_hash(hash) ? pod : Slice();
}

void workload(const Environment &env, K8sFacts &facts) {
  fill(facts.pod_name, env.variable("HOSTNAME"), "HOSTNAME", facts);
  fill(facts.deployment_name, deployment_of_pod(facts.pod_name.slice()), "POD_NAME", facts);
}

} // namespace telinject::k8s
