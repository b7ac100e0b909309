// Queries the metadata services of the providers, all at once, through libtelinject-net.so (runtime/net).  Runs on a
// thread of the runtime's own.
#pragma once

#include "runtime/resource/cloud/provider.h"

#include <atomic>

namespace telinject {

struct Search {
  const Provider *providers[max_detections] = {};
  std::size_t count = 0;
  std::int64_t deadline_ns = 0;                     // on CLOCK_MONOTONIC
  const std::atomic<std::uint32_t> *stop = nullptr; // not 0: stop at once

  // The result.
  bool found = false;
  bool finished = false; // it was not stopped and could send requests, so a negative result is valid
  CloudFacts facts;
  FixedString<400> failure_reason; // set if nothing was found
};

void search_cloud(const Environment &env, Search &search);

} // namespace telinject
