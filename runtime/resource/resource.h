// Facts about the process, the same in every event.  Gathered by the first thread that holds the drain lock (and again
// in a forked child), with system calls only: async-signal-safe.  resource_detection.h adds the platform later.
#pragma once

#include "runtime/config/config.h"
#include "runtime/resource/cloud/cloud_facts.h"
#include "runtime/resource/k8s/k8s_facts.h"

namespace telinject {

struct Facts {
  Slice service_name, service_version, environment;
  Slice runtime_name, runtime_version;
  Slice os_description;
  Slice host_name, host_ip; // host_ip empty: unknown
  int pid = 0;
  Slice executable, command_line;
  Slice sample_rate;               // as a JSON number
  Slice service_instance;          // of OTEL_RESOURCE_ATTRIBUTES; empty: formats make one
  std::uint64_t instance = 0;      // a random number of the process; 0: unknown
  std::uint64_t remote_parent = 0; // the span around the process, of another one; 0: none, or unknown
  // Null: not yet known.  Rendered lines then hold a placeholder for the text about the process.
  const CloudFacts *cloud = nullptr;
  const K8sFacts *k8s = nullptr;
};

// language: line 2 of a site, "GCC 12.2.0 C++17".  The slices stay valid until the next call.
Facts gather_facts(const Config &config, Slice language);

} // namespace telinject
