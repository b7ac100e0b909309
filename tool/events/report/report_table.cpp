// The command report: lays the figures out as a table.
#include <algorithm>
#include <array>

#include "tool/events/check/consistency.h"
#include "tool/events/input/text.h"
#include "tool/events/report/report.h"

namespace telinject::events {
namespace {

constexpr std::size_t kNameWidth = 120; // maximum displayed bytes of a name; the column is the last one

// Formats rows of cells, right-aligned except for the last column.
template <std::size_t N> std::string lay_out(const std::vector<std::array<std::string, N>> &rows) {
  std::array<std::size_t, N> widths{};
  for (const auto &row : rows)
    for (std::size_t i = 0; i < N; ++i)
      widths[i] = std::max(widths[i], row[i].size());
  std::string out;
  for (const auto &row : rows) {
    for (std::size_t i = 0; i + 1 < N; ++i)
      out += std::string(widths[i] - row[i].size(), ' ') + row[i] + "  ";
    out += row[N - 1] + '\n';
  }
  return out;
}

std::string name_cell(const std::string &name) {
  return name.empty() ? "(no name)" : printable(name, kNameWidth);
}

std::string estimated(bool is_estimate, const std::string &figure) {
  return is_estimate ? '~' + figure : figure;
}

std::array<std::string, 10> function_cells(const FunctionRow &f) {
  const std::string errors = std::to_string(f.errors);
  const std::uint64_t written = f.durations.count();
  const auto percentile = [&](double p) { return written == 0 ? "-" : human_duration(f.durations.percentile(p)); };
  const std::string calls = std::to_string(f.calls);
  return {f.has_least_calls ? ">=" + calls : estimated(f.has_estimated_calls, calls),
          f.has_unobserved_errors ? ">=" + errors : estimated(f.has_estimated_calls, errors),
          estimated(f.has_estimated_times, human_duration(f.total_ns)),
          estimated(f.has_estimated_self, human_duration(f.self_ns)),
          estimated(f.has_estimated_times, human_duration(f.max_ns)),
          std::to_string(written),
          percentile(50),
          percentile(95),
          percentile(99),
          name_cell(f.name)};
}

// Explains the marks that the table has.
std::string render_legend(const std::vector<const FunctionRow *> &functions) {
  const auto any = [&](auto &&has) { return std::any_of(functions.begin(), functions.end(), has); };
  std::string out;
  if (any([](const FunctionRow *f) { return f->has_folded; }))
    out += "p50, p95 and p99 are those of the written calls; all other figures are those of all calls\n";
  if (any([](const FunctionRow *f) { return f->has_estimated_times || f->has_estimated_self; }))
    out += "~ estimated: of some calls, not every one was timed\n";
  if (any([](const FunctionRow *f) { return f->has_unobserved_errors; }))
    out += ">= at least: the errors of some calls were not observed\n";
  if (any([](const FunctionRow *f) { return f->has_least_calls; }))
    out += ">= at least: calls that follow each other too closely to be counted\n";
  return out;
}

std::string render_functions(const std::vector<const FunctionRow *> &functions, std::uint64_t top) {
  std::vector<std::array<std::string, 10>> rows{
      {"calls", "errors", "total", "self", "max", "written", "p50", "p95", "p99", "function"}};
  for (const FunctionRow *f : functions) {
    if (rows.size() > top)
      break;
    rows.push_back(function_cells(*f));
  }
  std::string out = lay_out(rows);
  if (functions.size() > top)
    out += "and " + counted(functions.size() - top, "function", "functions") + " more; --top shows more\n";
  return out + render_legend(functions);
}

std::string render_library_calls(const std::vector<const FunctionRow *> &calls, std::uint64_t top) {
  std::vector<std::array<std::string, 8>> rows{{"calls", "errors", "total", "max", "p50", "p95", "p99", "call"}};
  for (const FunctionRow *c : calls) {
    if (rows.size() > top)
      break;
    rows.push_back({std::to_string(c->calls), std::to_string(c->errors), human_duration(c->total_ns),
                    human_duration(c->max_ns), human_duration(c->durations.percentile(50)),
                    human_duration(c->durations.percentile(95)), human_duration(c->durations.percentile(99)),
                    name_cell(c->name)});
  }
  std::string out = lay_out(rows);
  if (calls.size() > top)
    out += "and " + counted(calls.size() - top, "name", "names") + " more; --top shows more\n";
  return out;
}

std::string render_traces(const std::vector<TraceRow> &traces) {
  std::vector<std::array<std::string, 6>> rows{{"duration", "spans", "errors", "started", "trace_id", "root"}};
  for (const TraceRow &t : traces)
    rows.push_back({human_duration(t.duration_ns()), std::to_string(t.spans), std::to_string(t.errors),
                    format_timestamp(t.first_ns), hex16(t.id.high) + hex16(t.id.low), name_cell(t.name)});
  return lay_out(rows);
}

} // namespace

std::string render_report(const Report &report, std::uint64_t top) {
  const auto functions = report.functions();
  std::string out = "Functions by self time\n";
  out += functions.empty() ? "no calls\n" : render_functions(functions, top);
  if (const auto calls = report.library_calls(); !calls.empty())
    out += "\nHTTP and database calls by total time\n" + render_library_calls(calls, top);
  out += "\nSlowest traces\n";
  out += report.slowest_traces().empty() ? "no traces\n" : render_traces(report.slowest_traces());
  out += '\n' + counted(report.spans(), "span", "spans") + ", " + counted(report.traces().size(), "trace", "traces") +
         (report.traces().full() ? " or more, " : ", ") + counted(report.processes(), "process", "processes") + '\n';
  if (report.open_spans() != 0)
    out += "open spans: " + std::to_string(report.open_spans()) + " (entered, never left; not in the table)\n";
  if (report.exits_without_entry() != 0)
    out += "exits without entry: " + std::to_string(report.exits_without_entry()) +
           " (in the table; their self time is their total)\n";
  if (report.ignores_summaries())
    out += "too many functions in processes: the sums of summaries were not used\n";
  if (report.gave_up())
    out += "too many spans open at once, or processes: self times and traces are those of the part before\n";
  return out;
}

} // namespace telinject::events
