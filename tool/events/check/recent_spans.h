// Remembers recent spans of all processes in a fixed-size table, to explain duplicate entries, duplicate exits and late
// children. Old spans are overwritten.
#pragma once

#include <cstdint>
#include <vector>

#include "tool/events/input/event.h"

namespace telinject::events {

struct RecentSpan {
  std::uint64_t span = 0;
  TraceId trace;
  std::uint64_t run = 0; // run of its process; 0: the slot is free
  std::uint64_t thread = 0;
  Location entry;
  Location exit;             // line 0: open
  std::uint64_t exit_ns = 0; // timestamp of the exit
};

class RecentSpans {
public:
  RecentSpans();
  RecentSpan *find(std::uint64_t span);
  void opened(const RecentSpan &span); // overwrites the span in its slot

private:
  std::vector<RecentSpan> slots_;
};

} // namespace telinject::events
