// Checks that the events of each process form span trees: consecutive sequence numbers, an entry for every exit, open
// parents, one trace per tree (docs/events.md lists the rules).
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
  // strict_exits: report spans without exit as faults. faults must outlive the tree.
  SpanTree(FaultLog &faults, bool strict_exits, ProcessLimits limits = {});

  void add(const Event &e, Location location);
  void finish(); // call after the last event: reports spans without exit

  std::uint64_t spans() const { return spans_; }
  std::uint64_t processes() const { return table_.runs(); }
  std::uint64_t open_spans() const { return unclosed_; } // valid after finish()
  const TraceSet &traces() const { return traces_; }

private:
  struct Span {
    TraceId trace;
    std::uint64_t parent = 0;
    std::uint64_t timestamp_ns = 0;
    std::uint64_t name_hash = 0;
    std::uint64_t thread = 0;
    Location entry;
    SpanKind kind = SpanKind::none;
    bool has_correlation = false;
  };
  using Process = ProcessTable<Span>::Process;

  void check_sequence(Process &p, const Event &e, Location location);
  void check_trace_flags(const Event &e, Location location);
  void on_entry(Process &p, const Event &e, Location location);
  bool is_second_entry(Process &p, const Event &e, Location location);
  std::uint64_t check_parent(Process &p, const Event &e, Location location);
  void on_exit(Process &p, const Event &e, Location location);
  void check_exit(const Span &span, const Event &e, Location location);
  void check_same_trace(const Span &span, const Event &e, Location location);
  void on_inner_event(Process &p, const Event &e, Location location);
  void count_open_spans(const Process &p);
  void give_up(Location location, std::string_view what);

  FaultLog &faults_;
  bool strict_exits_;
  ProcessLimits limits_;
  ProcessTable<Span> table_;
  RecentSpans recent_;
  TraceSet traces_;
  std::uint64_t spans_ = 0;
  std::uint64_t unclosed_ = 0;
  bool gave_up_ = false;
};

} // namespace telinject::events
