// Variables that a pod's manifest sets, most of them from the Downward API.
#include "runtime/resource/k8s/k8s.h"

namespace telinject::k8s {

void environment(const Environment &env, K8sFacts &facts) {
  struct Row {
    Slice variable;
    FixedString<256> K8sFacts::*member;
  };
  constexpr Row rows[] = {
      {"K8S_CLUSTER_NAME", &K8sFacts::cluster_name},
      {"POD_NAMESPACE", &K8sFacts::namespace_name},
      {"POD_NAME", &K8sFacts::pod_name},
      {"POD_UID", &K8sFacts::pod_uid},
      {"CONTAINER_NAME", &K8sFacts::container_name},
      {"NODE_NAME", &K8sFacts::node_name},
      {"DEPLOYMENT_NAME", &K8sFacts::deployment_name},
      {"SERVICE_ACCOUNT_NAME", &K8sFacts::service_account_name},
  };
  struct Amount {
    Slice variable;
    FixedString<64> K8sFacts::*member;
  };
  constexpr Amount amounts[] = {
      {"CPU_REQUEST", &K8sFacts::cpu_request},
      {"CPU_LIMIT", &K8sFacts::cpu_limit},
      {"MEMORY_REQUEST", &K8sFacts::memory_request},
      {"MEMORY_LIMIT", &K8sFacts::memory_limit},
  };
  for (const Row &row : rows)
    fill(facts.*row.member, env.variable(row.variable), row.variable, facts);
  for (const Amount &row : amounts)
    fill(facts.*row.member, env.variable(row.variable), row.variable, facts);
  take_pairs_of_json(facts.pod_labels, env.variable("POD_LABELS"), "POD_LABELS", facts);
  take_pairs_of_json(facts.pod_annotations, env.variable("POD_ANNOTATIONS"), "POD_ANNOTATIONS", facts);
}

} // namespace telinject::k8s
