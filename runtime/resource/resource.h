// Facts about the process, the same on every line; where it runs (resource_detection.h) is filled in by whoever drains.  Gathered
// once by whoever drains first (and again in a forked child), by system calls alone: async-signal-safe.
#pragma once

#include "runtime/config/config.h"
#include "runtime/resource/cloud/cloud_facts.h"
#include "runtime/resource/k8s/k8s_facts.h"

namespace telinject {

struct Facts {
  Slice service_name, service_version, environment;
  Slice runtime_name, runtime_version;
  Slice os_description;
  Slice host_name, host_ip; // host_ip empty: not known
  int pid = 0;
  Slice executable, command_line;
  Slice sample_rate; // a JSON number
  // Null: not yet known.  The lines that a format renders then have a place held for what it says of the process.
  const CloudFacts *cloud = nullptr;
  const K8sFacts *k8s = nullptr;
};

// language: the second line of a site, "GCC 12.2.0 C++17".  The slices stay valid until the next call.
Facts gather_facts(const Config &config, Slice language);

} // namespace telinject
