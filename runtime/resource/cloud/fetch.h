// Queries the metadata services of the providers, all at once, through libtelinject-net.so (runtime/net).  Runs on a
// thread of the runtime's own; the runtime waits for a network nowhere else.
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

// A fork must not happen while the library is being loaded: the child's dynamic linker or SSL library would be in an
// unfinished state.  block_loading waits until loading has ended, 50 ms at most (a fork from a library's constructor
// holds the dynamic linker's lock), and prevents it until release.  False: it has not ended, and nothing is to be
// released.
bool block_loading();
void release_loading();

} // namespace telinject
