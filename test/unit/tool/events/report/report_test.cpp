// The figures of the report, and how the command line is read.
#include <optional>
#include <string>
#include <vector>

#include "catch.h"
#include "tool/events/cli.h"
#include "tool/events/report/report.h"

using namespace telinject::events;

namespace {

struct Producer {
  std::uint64_t pid = 1;
  TraceId trace{1, 2};
  std::uint64_t sequence = 0;

  Event event(Phase phase, std::uint64_t span, std::uint64_t parent, const char *name, std::uint64_t at) {
    Event e;
    e.kind = SpanKind::function;
    e.phase = phase;
    e.has_process = e.has_span = true;
    e.pid = pid;
    e.sequence = ++sequence;
    e.trace = trace;
    e.span = span;
    e.parent = parent;
    e.function_name = name;
    e.timestamp_ns = at;
    return e;
  }
  Event entry(std::uint64_t span, std::uint64_t parent, const char *name, std::uint64_t at) {
    return event(Phase::entry, span, parent, name, at);
  }
  Event exit(std::uint64_t span, std::uint64_t parent, const char *name, std::uint64_t at, std::uint64_t duration,
             bool error = false) {
    Event e = event(Phase::exit, span, parent, name, at);
    e.duration_ns = duration;
    e.has_error = error;
    return e;
  }
};

Report report_of(const std::vector<Event> &events, std::uint64_t top = 10, ProcessLimits limits = {}) {
  Report report(top, limits);
  for (const Event &e : events)
    report.add(e);
  report.finish();
  return report;
}

const FunctionRow &row_of(const Report &report, const std::string &name) {
  for (const FunctionRow *row : report.functions())
    if (row->name == name)
      return *row;
  FAIL("no row " << name);
  throw 0;
}

std::optional<Options> parse(std::vector<const char *> words, int &code) {
  words.insert(words.begin(), "telinject-events");
  return parse_command_line(static_cast<int>(words.size()), words.data(), code);
}

} // namespace

TEST_CASE("Report: self time is the total without direct children", "[report]") {
  Producer p;
  const Report report = report_of({p.entry(1, 0, "a", 0), p.entry(2, 1, "b", 10), p.entry(3, 2, "c", 20),
                                   p.exit(3, 2, "c", 30, 10), p.exit(2, 1, "b", 60, 50, true), p.entry(4, 1, "b", 70),
                                   p.exit(4, 1, "b", 80, 10), p.exit(1, 0, "a", 100, 100)});
  CHECK(row_of(report, "a").self_ns == 40);
  CHECK(row_of(report, "a").total_ns == 100);
  CHECK(row_of(report, "b").self_ns == 50);
  CHECK(row_of(report, "b").calls == 2);
  CHECK(row_of(report, "b").errors == 1);
  CHECK(row_of(report, "c").self_ns == 10);
  CHECK(report.functions()[0]->name == "b");
  REQUIRE(report.slowest_traces().size() == 1);
  const TraceRow &trace = report.slowest_traces()[0];
  CHECK(trace.name == "a");
  CHECK(trace.duration_ns() == 100);
  CHECK(trace.spans == 4);
  CHECK(trace.errors == 1);
}

TEST_CASE("Report: self time is never below zero", "[report]") {
  Producer p; // a child in another thread that takes longer than its parent's own duration says
  const Report report =
      report_of({p.entry(1, 0, "a", 0), p.entry(2, 1, "b", 1), p.exit(2, 1, "b", 50, 49), p.exit(1, 0, "a", 51, 20)});
  CHECK(row_of(report, "a").self_ns == 0);
}

TEST_CASE("Report: the slowest traces are kept, and a trace that goes on is one row", "[report]") {
  std::vector<Event> events;
  Producer p;
  for (std::uint64_t i = 1; i <= 50; ++i) {
    p.trace = {i, i};
    events.push_back(p.entry(i, 0, "f", i * 1000));
    events.push_back(p.exit(i, 0, "f", i * 1000 + i * 7 % 50, 1));
  }
  const Report report = report_of(events, 3);
  REQUIRE(report.slowest_traces().size() == 3);
  CHECK(report.slowest_traces()[0].duration_ns() == 49);
  CHECK(report.slowest_traces()[2].duration_ns() == 47);
  CHECK(report.traces().size() == 50);

  Producer a, child{2};
  const Report two = report_of({a.entry(1, 0, "main", 0), a.exit(1, 0, "main", 5, 5), child.entry(2, 1, "child", 7),
                                child.exit(2, 1, "child", 30, 23)});
  REQUIRE(two.slowest_traces().size() == 1);
  CHECK(two.slowest_traces()[0].duration_ns() == 30);
  CHECK(two.slowest_traces()[0].spans == 2);
}

TEST_CASE("Report: a report of an incomplete input", "[report]") {
  Producer p, again;
  again.trace = {9, 9};
  const Report report = report_of({p.entry(1, 0, "a", 0), p.exit(7, 0, "b", 5, 5), again.entry(2, 0, "c", 9)});
  CHECK(report.open_spans() == 2);
  CHECK(report.exits_without_entry() == 1);
  CHECK(row_of(report, "b").self_ns == 5);
  CHECK(report.slowest_traces().size() == 2);
  Producer q;
  const Report full = report_of(
      {q.entry(1, 0, "a", 0), q.entry(2, 1, "b", 1), q.exit(2, 1, "b", 2, 1), q.exit(1, 0, "a", 3, 3)}, 10, {1, 1});
  CHECK(full.gave_up());
  CHECK(row_of(full, "a").calls == 1);
}

TEST_CASE("Report: functions are limited, and their names", "[report]") {
  Producer p;
  Report report(5);
  for (std::size_t i = 0; i < Report::kMaxFunctions + 10; ++i)
    report.add(p.exit(1, 0, std::to_string(i).c_str(), 1, 1));
  const std::string prefix(Report::kMaxNameBytes - 1, 'x');
  CHECK(report.functions().size() == Report::kMaxFunctions + 1);
  CHECK(row_of(report, "(other functions)").calls == 10);
  Report other(5);
  const std::string name = prefix + "\xc3\xa9"; // the cut would go through the é
  other.add(p.exit(1, 0, name.c_str(), 1, 1));
  CHECK(other.functions()[0]->name == prefix);
}

TEST_CASE("Report: the command line", "[report]") {
  int code = -1;
  auto options = parse({"validate", "a", "-", "--max-faults", "3", "--strict-exits"}, code);
  REQUIRE(options);
  CHECK(options->command == Command::validate);
  CHECK(options->files == std::vector<std::string>{"a", "-"});
  CHECK(options->max_faults == 3);
  CHECK(options->strict_exits);
  options = parse({"report", "--top", "5", "a"}, code);
  REQUIRE(options);
  CHECK(options->command == Command::report);
  CHECK(options->top == 5);
  for (const auto &bad : std::vector<std::vector<const char *>>{{},
                                                                {"validate"},
                                                                {"frob", "a"},
                                                                {"validate", "--max-faults", "x", "a"},
                                                                {"report", "--top", "-1", "a"},
                                                                {"report", "a", "--html", "b"}}) {
    code = -1;
    CHECK_FALSE(parse(bad, code));
    CHECK(code == kExitUsage);
  }
}
