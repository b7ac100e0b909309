// Checks that the events of each process form span trees: consecutive sequence numbers, an entry for every exit, open
// parents, one trace per tree, sums of folded calls that agree (docs/events.md lists the rules).
#pragma once

#include <cstdint>
#include <memory>

#include "tool/events/check/folding.h"
#include "tool/events/check/process_table.h"
#include "tool/events/check/recent_spans.h"
#include "tool/events/check/site_sums.h"
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
  // Processes whose summaries have `sites`: those whose lines were compared with them, and the others, which lost
  // something or did not end in order. Valid after finish().
  std::uint64_t compared_processes() const { return compared_; }
  std::uint64_t uncompared_processes() const { return uncompared_; }
  bool has_too_many_sites() const { return !is_summing_; } // then no more are compared
  const ProcessLimits &limits() const { return limits_; }

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
    SpanTime time;
  };
  using Sums = std::unique_ptr<SiteSums>;
  using Table = ProcessTable<Span, Sums>;
  using Process = Table::Process;

  template <class Use> void with_sums(Process &p, Use &&use);
  void compare_sums(const Process &p);
  void begin_time(Process &p, const Event &e, std::uint64_t thread);
  void end_time(Process &p, Span &span, const Event &e, Location location);
  void end_process(const Process &p);
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
  Table table_;
  RecentSpans recent_;
  TraceSet traces_;
  std::uint64_t spans_ = 0;
  std::uint64_t unclosed_ = 0;
  bool gave_up_ = false;
  std::uint64_t sites_ = 0; // sites stored in the sums of all processes
  std::uint64_t compared_ = 0, uncompared_ = 0;
  bool is_summing_ = true; // until there are too many sites
};

} // namespace telinject::events
