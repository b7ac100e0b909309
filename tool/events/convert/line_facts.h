// The facts of a process as its lines have them.
#pragma once

#include <string>

#include "runtime/resource/resource.h"
#include "tool/events/input/document.h"

namespace telinject::events {

class LineFacts {
public:
  // Reads the members from "service" to "process". instance: a number that is different for each process.
  const Facts &read(const Value &root, std::uint64_t instance);

private:
  Slice keep(const Value &value, std::size_t max = 1024);
  void read_cloud(const Value &cloud);
  void read_pod(const Value &k8s);

  Facts facts_;
  CloudFacts cloud_;
  K8sFacts pod_;
  std::string text_; // reserved, so that slices stay valid
};

} // namespace telinject::events
