// The ids of a span and of its trace (W3C Trace Context).
#pragma once

#include <cstdint>

namespace telinject {

struct SpanContext {
  std::uint64_t trace_high = 0, trace_low = 0;
  std::uint64_t span = 0;
  std::uint64_t parent = 0; // 0: none
};

} // namespace telinject
