// Asks the providers' metadata services, all at once, by the library libtelinject-net.so (runtime/net).  On a thread of
// the runtime's own: this is the one place where the runtime waits for a network.
#pragma once

#include "runtime/resource/cloud/provider.h"

#include <atomic>

namespace telinject {

struct Search {
  const Provider *providers[max_detections] = {};
  std::size_t count = 0;
  std::int64_t deadline_ns = 0;                     // of CLOCK_MONOTONIC
  const std::atomic<std::uint32_t> *stop = nullptr; // not 0: give up now

  // The outcome.
  bool found = false;
  bool finished = false; // it was not stopped, and it could ask: that nothing was found says something
  CloudFacts facts;
  FixedString<400> failure_reason; // where not found
};

void search_cloud(const Environment &env, Search &search);

// A fork may not come in the middle of loading the library: the child would have a dynamic linker or an SSL library in
// an unfinished state.  hold: waits until it is over, 50 ms at most (a fork from a library's constructor has the
// dynamic linker's lock), and keeps it from beginning until released.  False: it does not, so nothing is to be
// released.
bool block_loading();
void release_loading();

} // namespace telinject
