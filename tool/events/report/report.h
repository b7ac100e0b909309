// Implements `telinject-events report`: cost per function, and the slowest traces. Memory is bounded by the open spans,
// kMaxFunctions, kMaxSites and the number of traces shown, not by the input.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "tool/events/check/folding.h"
#include "tool/events/check/process_table.h"
#include "tool/events/check/trace_set.h"
#include "tool/events/input/event.h"
#include "tool/events/input/folded.h"
#include "tool/events/input/id_hash.h"
#include "tool/events/input/options.h"
#include "tool/events/report/histogram.h"

namespace telinject::events {

struct CallTotals {
  std::uint64_t calls = 0;
  std::uint64_t errors = 0; // number of calls with an error
  std::uint64_t total_ns = 0;
  std::uint64_t self_ns = 0; // total without direct child spans and what was folded; at least 0 per call
  void add(const CallTotals &more);
  void subtract(const CallTotals &less);
};

// Written and folded calls together.
struct FunctionRow : CallTotals {
  std::string name;
  std::uint64_t max_ns = 0;
  Histogram durations; // of written calls
  bool has_folded = false;
  bool has_least_calls = false, has_estimated_calls = false, has_estimated_times = false, has_estimated_self = false;
  bool has_unobserved_errors = false;
};

struct TraceRow {
  TraceId id;
  std::string name; // function or call of the first root span, else of the first span
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

  explicit Report(std::uint64_t top, ProcessLimits limits = {}) : top_(top), limits_(limits), table_(limits) {
    rest_.name = "(other sites)";
  }
  void add(const Event &e);
  void finish(); // call after the last event

  std::vector<const FunctionRow *> functions() const;     // sorted by self time, descending
  std::vector<const FunctionRow *> library_calls() const; // HTTP and database calls by name, sorted by total time
  const std::vector<TraceRow> &slowest_traces() const { return slowest_; } // valid after finish(); slowest first
  std::uint64_t spans() const { return spans_; }
  const TraceSet &traces() const { return traces_; }
  std::uint64_t processes() const { return table_.runs(); }
  std::uint64_t open_spans() const { return unclosed_; }
  std::uint64_t exits_without_entry() const { return exits_without_entry_; }
  bool gave_up() const { return gave_up_; } // too many open spans or processes: self times and traces are incomplete
  bool ignores_summaries() const { return !reads_summaries_; } // too many functions: figures are those of the lines

private:
  struct Span {
    TraceId trace;
    SpanTime time;
  };
  // Two accounts of the calls of one function in one process. `lines` are in the function's row already.
  struct Accounts {
    CallTotals lines, summaries;
    bool in_summaries = false;
  };
  struct ProcessAccounts {
    std::unordered_map<FunctionRow *, Accounts> functions;
    bool has_summaries = false;
  };
  struct TraceHash {
    std::size_t operator()(const TraceId &id) const { return static_cast<std::size_t>(mix(mix(id.high) + id.low)); }
  };
  using Table = ProcessTable<Span, std::unique_ptr<ProcessAccounts>>;
  using Process = Table::Process;

  FunctionRow &function(std::string_view name);
  bool is_known_function(std::string_view name);
  FunctionRow *folded_row(const FoldedEntry &entry);
  Accounts *accounts(Process *p, FunctionRow &row);
  void add_call(Process *p, const Event &e, std::uint64_t inside_ns);
  void add_library_call(const Event &e);
  void add_folded(Process *p, const Value &folded);
  void add_summary(Process &p, const Event &e);
  void settle_accounts(const Process &p);
  void stop_accounts();
  void end_process(const Process &p);
  void on_entry(Process &p, const Event &e);
  void on_exit(Process *p, const Event &e);
  void note_trace(const Event &e);
  void close_trace_span(const TraceId &id);
  void count_open_spans(const Process &p);
  void keep_if_slow(TraceRow &&trace);
  void give_up();

  std::uint64_t top_;
  ProcessLimits limits_;
  Table table_;
  std::unordered_map<std::string, std::unique_ptr<FunctionRow>> functions_;
  std::unordered_map<std::string, FunctionRow> library_calls_; // by kind and name
  FunctionRow rest_;                                           // sites that have no entry of their own
  std::unordered_map<TraceId, TraceRow, TraceHash> live_;      // traces with open spans
  std::vector<TraceRow> slowest_;
  TraceSet traces_;
  std::string name_; // scratch
  std::uint64_t spans_ = 0, unclosed_ = 0, exits_without_entry_ = 0;
  std::uint64_t accounts_ = 0; // of all processes
  bool gave_up_ = false;
  bool reads_summaries_ = true;
};

// Formats the report for a terminal or a file.
std::string render_report(const Report &report, std::uint64_t top);

int run_report(const Options &options);

} // namespace telinject::events
