// Facts about the pod in which a process runs: the members of `k8s` in an event.
#pragma once

#include "runtime/base/fixed_string.h"

namespace telinject {

// Plain data, which can be copied and shared between processes.  Empty members are omitted from events.
struct K8sFacts {
  bool present = false;
  FixedString<256> cluster_name, namespace_name, pod_name, pod_uid, container_name, node_name, deployment_name,
      service_account_name;
  FixedString<128> container_id; // set outside of Kubernetes too
  FixedString<64> cpu_request, cpu_limit, memory_request, memory_limit;
  FixedString<4096> pod_labels, pod_annotations; // as JSON objects of strings
  FixedString<160> fault;                        // the first value that was skipped as malformed
};

} // namespace telinject
