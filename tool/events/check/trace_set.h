// The distinct traces of an input and their trace_flags, in bounded memory: a fingerprint of 63 bits each and one bit
// of flags.
#pragma once

#include <cstdint>
#include <vector>

#include "tool/events/input/event.h"

namespace telinject::events {

class TraceSet {
public:
  static constexpr std::size_t kMost = 4'000'000; // 64 MiB; traces beyond are neither counted nor checked

  // sampled: the lowest bit of trace_flags. False when this trace was seen with the other.
  bool note(const TraceId &trace, bool sampled);

  std::size_t size() const { return size_; }
  bool full() const { return size_ >= kMost; }

private:
  void grow();
  std::vector<std::uint64_t> slots_; // open addressing; 0 is free; bit 0 is the flag
  std::size_t size_ = 0;
};

} // namespace telinject::events
