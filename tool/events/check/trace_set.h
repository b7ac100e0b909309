// Stores the distinct traces of an input and their trace_flags in bounded memory: a 63-bit fingerprint and one flag bit
// each.
#pragma once

#include <cstdint>
#include <vector>

#include "tool/events/input/event.h"

namespace telinject::events {

class TraceSet {
public:
  static constexpr std::size_t kMaxTraces = 4'000'000; // 64 MiB; further traces are neither counted nor checked

  // sampled: lowest bit of trace_flags. Returns false if the trace was seen with the other value.
  bool note(const TraceId &trace, bool sampled);

  std::size_t size() const { return size_; }
  bool full() const { return size_ >= kMaxTraces; }

private:
  void grow();
  std::vector<std::uint64_t> slots_; // open addressing; 0: free; bit 0: the flag
  std::size_t size_ = 0;
};

} // namespace telinject::events
