// The folder that Kubernetes mounts into each container.  Only the namespace is read: the token beside it is a secret.
#include "runtime/resource/k8s/k8s.h"

#include "runtime/resource/k8s/trim.h"

namespace telinject::k8s {

void service_account(const Environment &env, K8sFacts &facts) {
  char text[256];
  constexpr const char *path = "/var/run/secrets/kubernetes.io/serviceaccount/namespace";
  fill(facts.namespace_name, trimmed_end(Slice(text, env.file(path, text, sizeof text))), Slice::of(path), facts);
}

} // namespace telinject::k8s
