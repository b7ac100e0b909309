// The spans seen lately, open or closed, of all processes, in a table of fixed size: what lets a second entry, a second
// exit or a late child be named for what it is. A span that fell out of the table is simply not known any more.
#pragma once

#include <cstdint>
#include <vector>

#include "tool/events/input/event.h"

namespace telinject::events {

struct RecentSpan {
  std::uint64_t span = 0;
  TraceId trace;
  std::uint64_t run = 0; // the process it belongs to; 0: the slot is free
  std::uint64_t thread = 0;
  Place entry;
  Place exit; // line 0: still open
};

class RecentSpans {
public:
  RecentSpans();
  RecentSpan *find(std::uint64_t span);
  void opened(const RecentSpan &span); // takes the place of whatever shares its slot

private:
  std::vector<RecentSpan> slots_;
};

} // namespace telinject::events
