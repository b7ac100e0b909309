// The sums of summaries: several of them, rests, processes whose sums cannot be compared, hostile input.
#include <string>
#include <vector>

#include "catch.h"
#include "tool/events/event_lines.h"

using namespace telinject::events;

namespace {

using Faults = std::vector<std::string>;

std::string calls(const std::string &key, const std::string &count, const std::string &level = "folded") {
  return join('"' + key, "\":{\"calls\":", count, R"(,"total_ns":1,"self_ns":1,"max_ns":1,"level":")", level, "\"}");
}
std::string rest(int sites, int count) {
  return join("\"other\":{\"sites\":", sites, ",\"calls\":", count,
              R"(,"total_ns":1,"self_ns":1,"max_ns":1,"level":"folded"})");
}

// A process with one span, main, which has these folded calls.
LineMaker process(const std::string &folded, std::uint64_t pid = 1) {
  LineMaker p{pid};
  p.entry(pid * 16, 0, "main");
  p.exit(pid * 16, 0, "main", 1000, folded.empty() ? "" : "\"folded\":{" + folded + "}");
  return p;
}
const std::string kMain =
    R"("main":{"calls":1,"errors":0,"total_ns":1000,"self_ns":9,"max_ns":1000,"level":"written"})";

std::string difference(int line, const std::string &what, int sites, int lines) {
  return join(line, ": ", what, ": sites says ", sites, ", the lines of process 1 add up to ", lines,
              "; at /attributes/sites");
}

std::string comparison_of(const std::vector<std::string> &lines, ProcessLimits limits = {}) {
  std::string comparison;
  CHECK(faults_in(lines, limits, &comparison) == Faults{});
  return comparison;
}

} // namespace

TEST_CASE("Site sums: several summaries add up", "[folded]") {
  LineMaker p = process(calls("g", "5"));
  p.sites(kMain, "", 0, 10); // one time, two lines
  p.sites(calls("g", "2"), "", 0, 10);
  p.sites(calls("g", "3"), "", 10, 20);
  CHECK(faults_in(p.lines) == Faults{});
  LineMaker twice = process(calls("g", "5"));
  twice.sites(kMain + "," + calls("g", "2"));
  twice.sites(calls("g", "3"));
  CHECK(faults_in(twice.lines) == Faults{R"(4: site "g" is also at line 3, for the same time; at /attributes/sites)"});
}

TEST_CASE("Site sums: the times of summaries follow each other", "[folded]") {
  LineMaker p = process("");
  p.sites(kMain, "", 20, 10);
  CHECK(faults_in(p.lines) == Faults{"3: from_ns is 20, after to_ns, which is 10; at /attributes/from_ns"});
  LineMaker q = process("");
  q.sites(kMain, "", 0, 10);
  q.sites(kMain, "", 9, 20);
  CHECK(faults_in(q.lines) ==
        Faults{"4: from_ns is 9, but the summary at line 3 lasts until 10; at /attributes/from_ns",
               difference(4, R"(calls of "main")", 2, 1), difference(4, R"(total_ns of "main")", 2000, 1000)});
}

TEST_CASE("Site sums: unattributed calls are part of the lines", "[folded]") {
  LineMaker p = process(calls("g", "5"));
  p.sites(kMain + "," + calls("g", "7"), R"("unattributed":{)" + calls("g", "2") + "}");
  CHECK(faults_in(p.lines) == Faults{});
  LineMaker q = process(calls("g", "5"));
  q.sites(kMain + "," + calls("g", "7"), R"("unattributed":{)" + calls("g", "1") + "}");
  CHECK(faults_in(q.lines) == Faults{difference(3, R"(calls of "g")", 7, 6)});
}

TEST_CASE("Site sums: a span that is also_folded counts once, by its ancestor", "[folded]") {
  const auto lines = [](int sum) {
    const std::string mark = R"("also_folded":true)";
    LineMaker p;
    p.entry(1, 0, "main");
    p.entry(2, 1, "f", mark);
    p.entry(3, 2, "g", mark);
    p.exit(3, 2, "g", 5, mark, true);
    p.exit(2, 1, "f", 10, mark + R"(,"folded":{)" + calls("h", "3") + "}");
    p.exit(1, 0, "main", 1000, R"("folded":{)" + calls("f", "1") + "," + calls("g", "4") + "}");
    p.sites(kMain + "," + calls("f", "1") + "," + calls("g", std::to_string(sum)) + "," + calls("h", "3"));
    return faults_in(p.lines);
  };
  CHECK(lines(4) == Faults{});
  CHECK(lines(5) == Faults{difference(7, R"(calls of "g")", 5, 4)});
}

TEST_CASE("Site sums: a rest holds what has no entry", "[folded]") {
  const auto lines = [](const std::string &folded, const std::string &sites) {
    LineMaker p = process(folded);
    p.sites(kMain + "," + sites);
    return faults_in(p.lines);
  };
  const std::string g = calls("g", "5"), h = calls("h", "3");
  CHECK(lines(g + "," + rest(1, 3), g + "," + h) == Faults{});
  CHECK(lines(calls("g", "4") + "," + rest(2, 4), g + "," + h) == Faults{});
  CHECK(lines(g + "," + rest(1, 2), g + "," + h) == Faults{difference(3, "calls of all sites", 9, 8)});
  // More in the lines than in the summary is a fault of that site.
  CHECK(lines(calls("g", "6") + "," + rest(1, 2), g + "," + h) == Faults{difference(3, R"(calls of "g")", 5, 6)});
  CHECK(lines(g + "," + h, g + "," + rest(1, 3)) == Faults{}); // a rest in the summary
  CHECK(lines(g + "," + h, calls("g", "6") + "," + rest(1, 2)) == Faults{difference(3, R"(calls of "g")", 6, 5)});
  CHECK(lines(g, g + "," + rest(1, 3)) == Faults{difference(3, "calls of all sites", 9, 6)});
  // Branches of a rest are one number.
  const std::string branches = R"("main a.cpp:4":{"branches":{"then":2,"none":3},"level":"folded"})";
  CHECK(lines(R"("other":{"sites":1,"branches":5,"level":"folded"})", branches) == Faults{});
  CHECK(lines(R"("other":{"sites":1,"branches":4,"level":"folded"})", branches) ==
        Faults{difference(3, "branches of all sites", 5, 4)});
}

TEST_CASE("Site sums: a function named other is a site", "[folded]") {
  LineMaker p = process(calls("other", "2"));
  p.sites(kMain + "," + calls("other", "3"));
  CHECK(faults_in(p.lines) == Faults{difference(3, R"(calls of "other")", 3, 2)});
}

TEST_CASE("Site sums: when they are not compared", "[folded]") {
  const std::string wrong = kMain + "," + calls("g", "7");
  const std::string compared = "1 of 1", none = "0 of 1";
  LineMaker good = process(calls("g", "7"));
  CHECK(comparison_of(good.lines).empty()); // no summary
  good.sites(wrong);
  CHECK(comparison_of(good.lines) == compared);

  const auto with = [&](auto &&change) {
    LineMaker p = process("");
    change(p);
    return comparison_of(p.lines);
  };
  const std::string times = R"("from_ns":0,"to_ns":10,"sites":{)" + wrong + "}";
  CHECK(with([&](LineMaker &p) { p.summary(times, 1); }) == none);
  CHECK(with([&](LineMaker &p) { p.summary(times, 0, 1); }) == none);
  CHECK(with([&](LineMaker &p) {
          p.add("telemetry_loss", 0xff, 0, "", R"("lost_events":3)");
          p.sites(wrong);
        }) == none);
  CHECK(with([&](LineMaker &p) { // the process went on, and was killed
          p.sites(wrong);
          p.change(0xff, 0, "main", 3);
        }) == none);
  CHECK(with([&](LineMaker &p) {
          p.entry(2, 0, "open");
          p.sites(wrong);
        }) == none);
  CHECK(with([&](LineMaker &p) { // a change that is not in a function
          p.add("variable_change", 0xff, 0, "", R"("variable_name":"x","value":1,"value_type":"int")");
          p.sites(wrong);
        }) == none);

  LineMaker gap = process("");
  ++gap.sequence;
  gap.sites(wrong);
  CHECK(faults_in(gap.lines) == Faults{"3: sequence is 4 where 3 comes next in process 1; at /sequence"});
}

TEST_CASE("Site sums: processes, and runs of one pid, are apart", "[folded]") {
  LineMaker a = process(calls("g", "5")), b = process(calls("g", "6"), 2), again;
  a.sites(kMain + "," + calls("g", "5"));
  b.sites(kMain + "," + calls("g", "6"));
  again.entry(0x99, 0, "main");
  again.exit(0x99, 0, "main", 1000);
  again.sites(kMain);
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < 3; ++i) {
    lines.push_back(a.lines[i]);
    lines.push_back(b.lines[i]);
  }
  lines.insert(lines.end(), again.lines.begin(), again.lines.end());
  CHECK(comparison_of(lines) == "3 of 3");
}

TEST_CASE("Site sums: huge numbers do not wrap around", "[folded]") {
  const std::string huge = "18446744073709551615";
  LineMaker p = process("");
  p.sites(kMain + "," + calls("g", huge, "counted"), "", 0, 10);
  p.sites(calls("g", "1", "counted"), "", 10, 20); // the sum is at most 2^64-1, and not 0
  CHECK(faults_in(p.lines) ==
        Faults{"4: calls of \"g\": sites says " + huge + ", the lines of process 1 add up to 0; at /attributes/sites"});
  LineMaker q = process(R"("g":{"calls":)" + huge + R"(,"total_ns":)" + huge + R"(,"self_ns":)" + huge +
                        R"(,"max_ns":)" + huge + R"(,"level":"folded"})");
  CHECK(faults_in(q.lines).empty()); // the tolerance of 2^64 calls covers any time
}

TEST_CASE("Site sums: the number of sites is limited", "[folded]") {
  std::string folded;
  for (int i = 0; i < 30; ++i)
    folded += (i == 0 ? "" : ",") + calls("g" + std::to_string(i), "5");
  LineMaker p = process(folded);
  p.sites(kMain);
  const ProcessLimits limits{100, 100, 20};
  CHECK(comparison_of(p.lines, limits) == "none (more than 20 sites)");
  CHECK(faults_in(p.lines).size() == 60); // without the limit: calls and total_ns of each
  // As many keys as fit into a line: the schema refuses them, and the sums are not compared.
  for (int i = 30; i < 10'000; ++i)
    folded += "," + calls("g" + std::to_string(i), "5");
  std::string comparison;
  LineMaker q = process(folded);
  q.sites(kMain);
  const auto faults = faults_in(q.lines, {100, 100, 5'000}, &comparison);
  CHECK(faults == Faults{"2: folded has 10000 keys, must have at most 1001; at /attributes/folded"});
  CHECK(comparison == "none (more than 5000 sites)");
}
