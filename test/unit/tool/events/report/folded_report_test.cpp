// The report's figures of calls that were not written.
#include <string>
#include <vector>

#include "catch.h"
#include "tool/events/event_lines.h"
#include "tool/events/report/report.h"

using namespace telinject::events;

namespace {

struct Made { // a report, and its table
  Report report;
  std::string text;

  explicit Made(const std::vector<std::string> &lines, ProcessLimits limits = {}, std::uint64_t top = 20)
      : report(top, limits) {
    Document document;
    for (const std::string &line : lines) {
      REQUIRE(document.parse(line));
      report.add(extract_event(document.root()));
    }
    report.finish();
    text = render_report(report, top);
    UNSCOPED_INFO(text);
  }
  const FunctionRow *find(const std::string &name) const {
    for (const FunctionRow *row : report.functions())
      if (row->name == name)
        return row;
    return nullptr;
  }
  const FunctionRow &row(const std::string &name) const {
    if (const FunctionRow *found = find(name))
      return *found;
    FAIL("no row " << name);
    throw 0;
  }
  bool has(const std::string &part) const { return text.find(part) != std::string::npos; }
  // Whether a line of the table has these cells, whatever the widths of the columns.
  bool has_row(const std::string &cells) const {
    std::string squeezed;
    for (const char c : text)
      if (c != ' ' || (!squeezed.empty() && squeezed.back() != ' ' && squeezed.back() != '\n'))
        squeezed += c;
    return squeezed.find('\n' + cells + '\n') != std::string::npos;
  }
};

// calls, errors, total, self of a row, as one value.
std::vector<std::uint64_t> figures(const FunctionRow &row) {
  return {row.calls, row.errors, row.total_ns, row.self_ns};
}
using Figures = std::vector<std::uint64_t>;

std::string entry(const std::string &key, int calls, int errors, int total, int self, int max,
                  const std::string &level = "folded", const std::string &more = "") {
  return join('"' + key, "\":{\"calls\":", calls, errors < 0 ? "" : join(",\"errors\":", errors),
              ",\"total_ns\":", total, ",\"self_ns\":", self, ",\"max_ns\":", max, more, ",\"level\":\"", level, "\"}");
}
std::string folded(const std::string &entries) {
  return R"("folded":{)" + entries + "}";
}
constexpr const char *kAlso = R"("also_folded":true)";

} // namespace

TEST_CASE("Report: folded calls are added to written ones", "[report][folded]") {
  LineMaker p;
  p.entry(1, 0, "main");
  p.entry(2, 1, "f");
  p.exit(2, 1, "f", 100, folded(entry("g", 5, 0, 30, 20, 9)), true);
  p.exit(1, 0, "main", 1000, folded(entry("f", 10, 2, 300, 200, 50) + "," + entry("g", 20, 1, 100, 90, 40)));
  const Made m(p.lines);
  CHECK(figures(m.row("main")) == Figures{1, 0, 1000, 1000 - 100 - 200 - 90});
  CHECK(figures(m.row("f")) == Figures{11, 3, 400, 80 + 200});
  CHECK(m.row("f").max_ns == 100);
  CHECK(m.row("f").durations.count() == 1);
  CHECK(figures(m.row("g")) == Figures{25, 1, 130, 110}); // never written
  CHECK(m.row("g").max_ns == 40);
  CHECK(m.row("g").durations.count() == 0);
  CHECK(m.has_row("25 1 130 ns 110 ns 40 ns 0 - - - g"));
  CHECK(m.has("p50, p95 and p99 are those of the written calls; all other figures are those of all calls\n"));
  CHECK_FALSE(m.has("~"));
  CHECK_FALSE(m.has(">="));
}

TEST_CASE("Report: without folded calls there is no legend", "[report][folded]") {
  LineMaker p;
  p.entry(1, 0, "main");
  p.exit(1, 0, "main", 1000);
  const Made m(p.lines);
  CHECK(m.has_row("1 0 1.00 us 1.00 us 1.00 us 1 1.00 us 1.00 us 1.00 us main"));
  CHECK(m.has(" main\n\nSlowest"));
}

TEST_CASE("Report: calls folded into loops and try blocks", "[report][folded]") {
  LineMaker p;
  p.entry(1, 0, "main");
  p.loop(2, 1, "main", 3, 7, 100, folded(entry("g", 5, 0, 30, 20, 9)));
  p.add("exception_entry", 4, 1, "main", R"("exception_type":"E","thread.id":1,)" + p.place(6));
  p.add("exception_exit", 4, 1, "main",
        R"("exception_raised":false,)" + folded(entry("g", 1, 0, 7, 7, 7)) + "," + p.place(6), 50);
  // Loops, try blocks, conditionals and variables are no functions, but the loop's time is not main's.
  p.exit(
      1, 0, "main", 1000,
      folded(
          entry("main a.cpp:8", 1, -1, 40, 40, 40, "folded", R"(,"iterations":3)") +
          R"(,"main a.cpp:9":{"branches":{"then":1},"level":"folded"},"main a.cpp:10":{"changes":1,"level":"folded"})"));
  const Made m(p.lines);
  CHECK(figures(m.row("main")) == Figures{1, 0, 1000, 1000 - 100 - 50 - 40});
  CHECK(figures(m.row("g")) == Figures{6, 0, 37, 27});
  CHECK(m.report.functions().size() == 2);
}

TEST_CASE("Report: spans that are also_folded are transparent", "[report][folded]") {
  // main (1000) > f (also_folded, 900) > g (also_folded, 500) > child (written, 200); h is folded into g.
  LineMaker p;
  p.entry(1, 0, "main");
  p.entry(2, 1, "f", kAlso);
  p.entry(3, 2, "g", kAlso);
  p.entry(4, 3, "child");
  p.exit(4, 3, "child", 200);
  p.exit(3, 2, "g", 500, kAlso + std::string(",") + folded(entry("h", 2, 0, 120, 120, 70)), true);
  p.exit(2, 1, "f", 900, kAlso, true);
  p.exit(1, 0, "main", 1000, folded(entry("f", 3, 1, 950, 450, 900) + "," + entry("g", 1, 1, 500, 180, 500)));
  const Made m(p.lines);
  CHECK(figures(m.row("f")) == Figures{3, 1, 950, 450}); // as main has it, the span itself not again
  CHECK(figures(m.row("g")) == Figures{1, 1, 500, 180});
  CHECK(m.row("g").durations.count() == 0);
  CHECK(figures(m.row("h")) == Figures{2, 0, 120, 120});
  CHECK(figures(m.row("child")) == Figures{1, 0, 200, 200});
  CHECK(figures(m.row("main")) == Figures{1, 0, 1000, 1000 - 200 - 120 - 450 - 180});
  CHECK(m.report.spans() == 4);
}

TEST_CASE("Report: estimates are marked", "[report][folded]") {
  LineMaker p;
  p.entry(1, 0, "main");
  p.exit(1, 0, "main", 100'000,
         R"("self_estimated":true,)" +
             folded(entry("counted", 64'000, -1, 19'000, 15'000, 80, "counted") + "," +
                    entry("dormant", 5'000, -1, 18'000, 17'000, 90, "dormant") + "," +
                    entry("dense", 6'000, -1, 9'000, 8'000, 10, "dormant", R"(,"at_least":true)") + "," +
                    entry("around", 3, 1, 5'000, 4'000, 2'000, "folded", R"(,"self_estimated":true)") + "," +
                    entry("exact", 4, 1, 3'000, 3'000, 1'000)));
  const Made m(p.lines);
  CHECK(m.has_row("1 0 100 us ~53.0 us 100 us 1 100 us 100 us 100 us main"));
  CHECK(m.has_row("64000 >=0 ~19.0 us ~15.0 us ~80 ns 0 - - - counted"));
  CHECK(m.has_row("~5000 >=0 ~18.0 us ~17.0 us ~90 ns 0 - - - dormant"));
  CHECK(m.has_row(">=6000 >=0 ~9.00 us ~8.00 us ~10 ns 0 - - - dense"));
  CHECK(m.has("\n>= at least: calls that follow each other too closely to be counted\n"));
  CHECK(m.has_row("3 1 5.00 us ~4.00 us 2.00 us 0 - - - around"));
  CHECK(m.has_row("4 1 3.00 us 3.00 us 1.00 us 0 - - - exact"));
  CHECK(m.has("\n~ estimated: of some calls, not every one was timed\n"));
  CHECK(m.has("\n>= at least: the errors of some calls were not observed\n"));
}

TEST_CASE("Report: unattributed calls", "[report][folded]") {
  LineMaker p;
  p.entry(1, 0, "main");
  p.exit(1, 0, "main", 1000, folded(entry("g", 5, 0, 30, 20, 9)));
  p.summary(R"("unattributed":{)" + entry("g", 2, 1, 10, 10, 6) + "," + entry("late", 1, 0, 4, 4, 4) + "}");
  const Made m(p.lines);
  CHECK(figures(m.row("g")) == Figures{7, 1, 40, 30});
  CHECK(figures(m.row("late")) == Figures{1, 0, 4, 4});
}

TEST_CASE("Report: sites without an entry are one row, unless a summary names them", "[report][folded]") {
  const std::string rest = entry("other", 9, 1, 90, 80, 8, "folded", R"(,"sites":2)");
  LineMaker p;
  p.entry(1, 0, "main");
  p.exit(1, 0, "main", 1000, folded(entry("g", 5, 0, 30, 20, 9) + "," + rest));
  const Made without(p.lines);
  CHECK(figures(without.row("(other sites)")) == Figures{9, 1, 90, 80});
  CHECK(figures(without.row("main")) == Figures{1, 0, 1000, 900});
  CHECK_FALSE(without.find("other"));

  p.sites(entry("main", 1, 0, 1000, 900, 1000, "written") + "," + entry("g", 8, 1, 60, 50, 9));
  p.sites(entry("h", 6, 0, 60, 50, 8));
  const Made with(p.lines);
  CHECK_FALSE(with.find("(other sites)"));
  CHECK(figures(with.row("g")) == Figures{8, 1, 60, 50});
  CHECK(figures(with.row("h")) == Figures{6, 0, 60, 50});
  CHECK(figures(with.row("main")) == Figures{1, 0, 1000, 900});
  CHECK(with.row("main").durations.count() == 1);

  // Another process without summary keeps its own.
  LineMaker q{2};
  q.entry(16, 0, "main");
  q.exit(16, 0, "main", 1000, folded(entry("g", 5, 0, 30, 20, 9) + "," + rest));
  std::vector<std::string> lines = p.lines;
  lines.insert(lines.begin() + 1, q.lines.begin(), q.lines.end());
  const Made both(lines);
  CHECK(figures(both.row("(other sites)")) == Figures{9, 1, 90, 80});
  CHECK(figures(both.row("g")) == Figures{13, 1, 90, 70});
  CHECK(figures(both.row("main")) == Figures{2, 0, 2000, 1800});
}

TEST_CASE("Report: a function named other is a function", "[report][folded]") {
  LineMaker p;
  p.entry(1, 0, "main");
  p.exit(1, 0, "main", 1000, folded(entry("other", 5, 0, 30, 20, 9)));
  const Made m(p.lines);
  CHECK(figures(m.row("other")) == Figures{5, 0, 30, 20});
}

TEST_CASE("Report: a span made by hand may be named like a place", "[report][folded]") {
  LineMaker p;
  p.entry(1, 0, "main");
  p.entry(2, 1, "load shop.txt:12");
  p.exit(2, 1, "load shop.txt:12", 100);
  p.exit(1, 0, "main", 1000,
         folded(entry("load shop.txt:12", 5, 0, 30, 20, 9) + "," + entry("f a.cpp:12", 1, 0, 1, 1, 1)));
  const Made m(p.lines);
  CHECK(figures(m.row("load shop.txt:12")) == Figures{6, 0, 130, 120});
  CHECK_FALSE(m.find("f a.cpp:12"));
}

TEST_CASE("Report: a killed process has what its summaries know", "[report][folded]") {
  LineMaker p;
  p.entry(1, 0, "main"); // never left: its folded calls are in no exit
  p.entry(2, 1, "f");
  p.exit(2, 1, "f", 100);
  p.sites(entry("f", 40, 3, 4000, 4000, 300) + "," + entry("g", 1000, 0, 9000, 9000, 20), "", 0, 10);
  p.sites(entry("f", 2, 0, 100, 100, 60), "", 10, 20);
  for (std::uint64_t span = 3; span < 50; ++span) { // after the last summary
    p.entry(span, 1, "late");
    p.exit(span, 1, "late", 10);
  }
  const Made m(p.lines);
  CHECK(figures(m.row("f")) == Figures{42, 3, 4100, 4100});
  CHECK(m.row("f").max_ns == 300);
  CHECK(figures(m.row("g")) == Figures{1000, 0, 9000, 9000});
  CHECK(figures(m.row("late")) == Figures{47, 0, 470, 470});
  CHECK(m.report.open_spans() == 1);
}

TEST_CASE("Report: a process that wrote nothing but its summary", "[report][folded]") {
  LineMaker p;
  p.sites(entry("main", 1, 0, 1000, 500, 1000) + "," + entry("f", 50, 1, 500, 500, 60, "counted"), "", 0, 10);
  const Made m(p.lines);
  CHECK(figures(m.row("main")) == Figures{1, 0, 1000, 500});
  CHECK(figures(m.row("f")) == Figures{50, 1, 500, 500});
  CHECK(m.has_row("50 >=1 ~500 ns ~500 ns ~60 ns 0 - - - f"));
}

TEST_CASE("Report: hostile folded calls", "[report][folded]") {
  const std::string huge = "18446744073709551615";
  LineMaker p;
  p.entry(1, 0, "main");
  p.exit(1, 0, "main", 1000,
         folded(R"("g":{"calls":)" + huge + R"(,"errors":)" + huge + R"(,"total_ns":)" + huge + R"(,"self_ns":)" +
                huge + R"(,"max_ns":)" + huge +
                R"(,"level":"folded"},"h":{"calls":-1},"i":7,"j":{"calls":"x"},"k":{},"l":[])"));
  p.entry(2, 0, "main");
  p.exit(2, 0, "main", 1000, folded(entry("g", 5, 5, 5, 5, 5)));
  p.entry(3, 0, "main");
  p.exit(3, 0, "main", 1000, R"("folded":[1,2],"also_folded":"yes","self_estimated":7)");
  p.sites(entry("g", 3, 0, 1, 1, 1));
  const Made m(p.lines);
  CHECK(m.row("g").calls == ~0ULL); // no more than fits, and not the few that wrapped around
  CHECK(figures(m.row("main")) == Figures{3, 0, 3000, 995 + 1000});
  CHECK(m.report.functions().size() == 2);

  // As many keys as fit into a line, in a process of few and of many allowed sites.
  std::string entries;
  for (int i = 0; i < 9'000; ++i)
    entries += (i == 0 ? "" : ",") + entry("f" + std::to_string(i), 2, 0, 3, 3, 3);
  LineMaker q;
  q.entry(1, 0, "main");
  q.exit(1, 0, "main", 1'000'000, folded(entries));
  q.sites(entry("main", 1, 0, 1'000'000, 7, 1) + "," + entry("f1", 4, 0, 6, 6, 6));
  const Made many(q.lines);
  CHECK(many.report.functions().size() == 9'001);
  CHECK(many.row("f1").calls == 4);
  CHECK_FALSE(many.report.ignores_summaries());
  const Made limited(q.lines, {100, 100, 1'000});
  CHECK(limited.report.ignores_summaries());
  CHECK(limited.row("f1").calls == 2);
  CHECK(limited.has("too many functions in processes: the sums of summaries were not used\n"));
}

TEST_CASE("Report: 100,000 folded functions share the limit of all", "[report][folded]") {
  Report report(5);
  Document document;
  for (int line = 0; line < 20; ++line) {
    std::string entries;
    for (int i = 0; i < 5'000; ++i)
      entries += (i == 0 ? "" : ",") + entry("f" + std::to_string(line * 5'000 + i), 1, 0, 1, 1, 1);
    LineMaker p;
    p.exit(1, 0, "main", 1'000'000, folded(entries));
    REQUIRE(document.parse(p.lines[0]));
    report.add(extract_event(document.root()));
  }
  report.finish();
  CHECK(report.functions().size() == Report::kMaxFunctions + 1); // and one row for the others
}
