// Checks the folded calls of one exit: figures that contradict each other, and more time than the span lasted.
#pragma once

#include <cstdint>

#include "tool/events/input/event.h"
#include "tool/events/input/fault_log.h"

namespace telinject::events {

// What of an open span's time its children account for. A span that is also_folded has none of its own: its children
// and folded calls count for its owner.
struct SpanTime {
  std::uint64_t owner = 0;     // span that accounts for this one: its nearest enclosing one that is not also_folded
  std::uint64_t inside_ns = 0; // durations of children, self times of folded calls
  std::uint64_t inside = 0;    // number of children and folded calls
  std::uint32_t open_children = 0;
  bool also_folded = false;
  bool has_folded = false;
  bool is_unknown = false; // children overlap in time, or some of the times are estimates

  // A child begins. Children in other threads and coroutines overlap with others.
  void begin_child(bool in_other_thread) {
    is_unknown = is_unknown || in_other_thread || open_children != 0;
    ++open_children;
  }
  void end_child(std::uint64_t duration_ns);
  void add_folded(const Event &exit);
};

// Returns the open span that accounts for the children of `parent`: its owner if it is also_folded. 0: none is open.
template <class OpenSpans> std::uint64_t find_owner(const OpenSpans &open, std::uint64_t parent) {
  const auto found = open.find(parent);
  if (found == open.end())
    return 0;
  return found->second.time.also_folded ? found->second.time.owner : parent;
}

// Reports the entries of `folded`, `sites` or `unattributed` whose figures contradict each other.
void check_folded_entries(const Event &e, Location location, FaultLog &faults);

// Reports the exit of a span if its children and folded calls took longer than it lasted.
void check_span_time(const SpanTime &time, const Event &exit, Location location, FaultLog &faults);

} // namespace telinject::events
