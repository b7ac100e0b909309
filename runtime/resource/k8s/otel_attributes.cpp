// OTEL_RESOURCE_ATTRIBUTES, which OpenTelemetry's operator fills in.
#include "runtime/resource/k8s/k8s.h"

#include "runtime/config/config.h"

namespace telinject::k8s {

void otel_attributes(const Environment &env, K8sFacts &facts) {
  struct Row {
    Slice key;
    FixedString<256> K8sFacts::*member;
  };
  constexpr Row rows[] = {
      {"k8s.cluster.name", &K8sFacts::cluster_name},
      {"k8s.namespace.name", &K8sFacts::namespace_name},
      {"k8s.pod.name", &K8sFacts::pod_name},
      {"k8s.pod.uid", &K8sFacts::pod_uid},
      {"k8s.node.name", &K8sFacts::node_name},
      {"k8s.deployment.name", &K8sFacts::deployment_name},
      {"k8s.container.name", &K8sFacts::container_name},
  };
  const Slice list = env.variable("OTEL_RESOURCE_ATTRIBUTES");
  for (const Row &row : rows) {
    char memory[1024];
    TextBuffer value(memory, sizeof memory);
    put_resource_attribute(value, list, row.key);
    fill(facts.*row.member, value.slice(), row.key, facts);
  }
}

} // namespace telinject::k8s
