// Checks that the events of each process make a tree of spans: sequence without gap or repeat, an entry for every exit,
// parents that are open, one trace from top to bottom (docs/events.md lists the rules).
#pragma once

#include <cstdint>

#include "tool/events/check/process_table.h"
#include "tool/events/check/recent_spans.h"
#include "tool/events/check/trace_set.h"
#include "tool/events/input/event.h"
#include "tool/events/input/fault_log.h"

namespace telinject::events {

class SpanTree {
public:
  // strict_exits: a span without exit is a fault. faults must outlive the tree.
  SpanTree(FaultLog &faults, bool strict_exits, ProcessLimits limits = {});

  void add(const Event &e, Place place);
  void finish(); // after the last event: tells the spans without exit

  std::uint64_t spans() const { return spans_; }
  std::uint64_t processes() const { return table_.runs(); }
  std::uint64_t open_spans() const { return left_open_; } // after finish()
  const TraceSet &traces() const { return traces_; }

private:
  struct Span {
    TraceId trace;
    std::uint64_t parent = 0;
    std::uint64_t timestamp_ns = 0;
    std::uint64_t name_hash = 0;
    std::uint64_t thread = 0;
    Place entry;
    SpanKind kind = SpanKind::none;
    bool has_correlation = false;
  };
  using Process = ProcessTable<Span>::Process;

  void check_sequence(Process &p, const Event &e, Place place);
  void check_trace_flags(const Event &e, Place place);
  void on_entry(Process &p, const Event &e, Place place);
  bool is_second_entry(Process &p, const Event &e, Place place);
  std::uint64_t check_parent(Process &p, const Event &e, Place place);
  void on_exit(Process &p, const Event &e, Place place);
  void check_exit(const Span &span, const Event &e, Place place);
  void check_same_trace(const Span &span, const Event &e, Place place);
  void on_inside(Process &p, const Event &e, Place place);
  void leave_open(const Process &p);
  void give_up(Place place, std::string_view what);

  FaultLog &faults_;
  bool strict_exits_;
  ProcessLimits limits_;
  ProcessTable<Span> table_;
  RecentSpans recent_;
  TraceSet traces_;
  std::uint64_t spans_ = 0;
  std::uint64_t left_open_ = 0;
  bool gave_up_ = false;
};

} // namespace telinject::events
