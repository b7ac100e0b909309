// What is known of the pod that a process runs in: the members of `k8s` in an event.
#pragma once

#include "runtime/base/fixed_string.h"

namespace telinject {

// Plain data: copied and shared between processes as it is.  Empty members are not told.
struct K8sFacts {
  bool present = false;
  FixedString<256> cluster_name, namespace_name, pod_name, pod_uid, container_name, node_name, deployment_name,
      service_account_name;
  FixedString<128> container_id; // also outside of Kubernetes
  FixedString<64> cpu_request, cpu_limit, memory_request, memory_limit;
  FixedString<4096> pod_labels, pod_annotations; // as JSON objects of strings
  FixedString<160> fault;                        // the first thing that was left out as malformed
};

} // namespace telinject
