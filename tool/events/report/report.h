// Implements `telinject-events report`: cost per function, and the slowest traces. Memory is bounded by the open spans,
// kMaxFunctions and the number of traces shown, not by the input.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "tool/events/check/process_table.h"
#include "tool/events/check/trace_set.h"
#include "tool/events/input/event.h"
#include "tool/events/input/id_hash.h"
#include "tool/events/input/options.h"
#include "tool/events/report/histogram.h"

namespace telinject::events {

struct FunctionRow {
  std::string name;
  std::uint64_t calls = 0;  // number of exits
  std::uint64_t errors = 0; // number of exits with an error
  std::uint64_t total_ns = 0;
  std::uint64_t self_ns = 0; // total without direct child spans; at least 0 per call
  Histogram durations;
};

struct TraceRow {
  TraceId id;
  std::string name; // function of the first root span, else of the first span
  std::uint64_t first_ns = 0, last_ns = 0;
  std::uint64_t spans = 0, errors = 0;
  std::uint64_t open = 0; // number of open spans
  bool named_by_root = false;
  std::uint64_t duration_ns() const { return last_ns - first_ns; }
};

class Report {
public:
  static constexpr std::size_t kMaxFunctions = 50'000; // further functions share one row
  static constexpr std::size_t kMaxNameBytes = 512;    // longer names are truncated

  explicit Report(std::uint64_t top, ProcessLimits limits = {}) : top_(top), table_(limits) {}
  void add(const Event &e);
  void finish(); // call after the last event

  std::vector<const FunctionRow *> functions() const;                      // sorted by self time, descending
  const std::vector<TraceRow> &slowest_traces() const { return slowest_; } // valid after finish(); slowest first
  std::uint64_t spans() const { return spans_; }
  const TraceSet &traces() const { return traces_; }
  std::uint64_t processes() const { return table_.runs(); }
  std::uint64_t open_spans() const { return unclosed_; }
  std::uint64_t exits_without_entry() const { return exits_without_entry_; }
  bool gave_up() const { return gave_up_; } // too many open spans or processes: self times and traces are incomplete

private:
  struct Span {
    TraceId trace;
    std::uint64_t children_ns = 0;
  };
  struct TraceHash {
    std::size_t operator()(const TraceId &id) const { return static_cast<std::size_t>(mix(mix(id.high) + id.low)); }
  };
  using Process = ProcessTable<Span>::Process;

  FunctionRow &function(std::string_view name);
  void add_call(const Event &e, std::uint64_t children_ns);
  void on_entry(Process &p, const Event &e);
  void on_exit(Process *p, const Event &e);
  void note_trace(const Event &e);
  void close_trace_span(const TraceId &id);
  void count_open_spans(const Process &p);
  void keep_if_slow(TraceRow &&trace);
  void give_up();

  std::uint64_t top_;
  ProcessTable<Span> table_;
  std::unordered_map<std::string, std::unique_ptr<FunctionRow>> functions_;
  std::unordered_map<TraceId, TraceRow, TraceHash> live_; // traces with open spans
  std::vector<TraceRow> slowest_;
  TraceSet traces_;
  std::string name_; // scratch
  std::uint64_t spans_ = 0, unclosed_ = 0, exits_without_entry_ = 0;
  bool gave_up_ = false;
};

// Formats the report for a terminal or a file.
std::string render_report(const Report &report, std::uint64_t top);

int run_report(const Options &options);

} // namespace telinject::events
