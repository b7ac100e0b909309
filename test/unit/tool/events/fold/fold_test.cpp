// fold: which spans are kept, where the others go, and that the sums stay the same.
#include <map>
#include <string>
#include <vector>

#include "catch.h"
#include "tool/events/event_lines.h"
#include "tool/events/fold/fold.h"
#include "tool/events/fold/line_edit.h"
#include "tool/events/input/folded.h"

using namespace telinject::events;

namespace {

using Lines = std::vector<std::string>;

struct Folded {
  Lines lines;
  fold::Choice choice;
  std::uint64_t exits_with_rest, damaged;
};

Folded folded(const Lines &lines, std::uint64_t budget) {
  fold::Folder folder(budget);
  for (const std::string &line : lines)
    folder.read(line);
  folder.choose();
  Lines out;
  for (const std::string &line : lines)
    if (const auto text = folder.write(line))
      out.emplace_back(*text);
  return {out, folder.choice(), folder.exits_with_rest(), folder.damaged()};
}

// "1<0 3<1": the spans that are entered, and their parents.
std::string tree(const Lines &lines) {
  std::string out;
  Document document;
  for (const std::string &line : lines) {
    REQUIRE(document.parse(line));
    const Event e = extract_event(document.root());
    if (e.phase == Phase::entry)
      out += join(out.empty() ? "" : " ", e.span, "<", e.parent);
  }
  return out;
}

// `folded` of the exit of a span, as it is written; "" if it has none.
std::string folded_of(const Lines &lines, std::uint64_t span) {
  for (const std::string &line : lines) {
    Document document;
    if (!document.parse(line) || extract_event(document.root()).span != span ||
        extract_event(document.root()).phase != Phase::exit)
      continue;
    const auto attributes = fold::find_member(line, 0, "attributes");
    const auto value = fold::find_member(line, attributes->begin, "folded");
    return value ? line.substr(value->begin, value->end - value->begin) : "";
  }
  return "no exit";
}

// A call of `f` between its parent's entry and exit.
void call(LineMaker &p, std::uint64_t span, std::uint64_t parent, std::string_view f, int duration,
          bool fails = false) {
  p.entry(span, parent, f);
  p.exit(span, parent, f, duration, "", fails);
}

} // namespace

TEST_CASE("Folder: a trace within the budget stays as it is", "[fold]") {
  LineMaker p;
  p.entry(1, 0, "main");
  call(p, 2, 1, "f", 10);
  p.exit(1, 0, "main", 100);
  CHECK(folded(p.lines, 2).lines == p.lines);
}

TEST_CASE("Folder: the shortest calls are folded into their parent", "[fold]") {
  LineMaker p;
  p.entry(1, 0, "main");
  call(p, 2, 1, "f", 10);
  call(p, 3, 1, "f", 30);
  call(p, 4, 1, "g", 20);
  p.exit(1, 0, "main", 100);
  const Folded f = folded(p.lines, 2);
  CHECK(tree(f.lines) == "1<0 3<1");
  CHECK(folded_of(f.lines, 1) ==
        R"({"g":{"level":"folded","calls":1,"errors":0,"total_ns":20,"self_ns":20,"max_ns":20},)"
        R"("f":{"level":"folded","calls":1,"errors":0,"total_ns":10,"self_ns":10,"max_ns":10}})");
  CHECK(f.choice.spans == 4);
  CHECK(f.choice.kept == 2);
  CHECK(faults_in(f.lines).empty());
}

TEST_CASE("Folder: self times stay", "[fold]") {
  LineMaker p;
  p.entry(1, 0, "main");
  p.entry(2, 1, "f");
  call(p, 3, 2, "g", 30);
  p.exit(2, 1, "f", 50);
  p.exit(1, 0, "main", 100);
  CHECK(folded_of(folded(p.lines, 1).lines, 1) ==
        R"({"f":{"level":"folded","calls":1,"errors":0,"total_ns":50,"self_ns":20,"max_ns":50},)"
        R"("g":{"level":"folded","calls":1,"errors":0,"total_ns":30,"self_ns":30,"max_ns":30}})");
}

TEST_CASE("Folder: the order of what is kept", "[fold]") {
  LineMaker p;
  p.entry(1, 0, "main");
  call(p, 2, 1, "long", 5000);
  p.entry(3, 1, "f"); // around an error
  call(p, 4, 3, "throws", 1, true);
  p.exit(3, 1, "f", 2);
  p.add("database_query", 5, 1, "main", R"("db.system":"x","db.statement":"y")");
  p.add("database_result", 5, 1, "main", R"("db.rows_returned":1,)" + LineMaker::place(9), 3);
  call(p, 6, 1, "slow", 4);
  p.lines.back().replace(p.lines.back().find("INFO"), 4, "WARN");
  p.exit(1, 0, "main", 9000);
  CHECK(tree(folded(p.lines, 1).lines) == "1<0");
  CHECK(tree(folded(p.lines, 2).lines) == "1<0 3<1");
  CHECK(tree(folded(p.lines, 3).lines) == "1<0 3<1 4<3");
  CHECK(tree(folded(p.lines, 4).lines) == "1<0 3<1 4<3 5<1");
  CHECK(tree(folded(p.lines, 5).lines) == "1<0 3<1 4<3 5<1 6<1");
  CHECK(tree(folded(p.lines, 6).lines) == "1<0 2<1 3<1 4<3 5<1 6<1");
  for (std::uint64_t budget = 1; budget < 6; ++budget)
    CHECK(faults_in(folded(p.lines, budget).lines).empty());
  CHECK(folded_of(folded(p.lines, 3).lines, 1).find(R"("main a.cpp:9":{"level":"folded","calls":1,)") !=
        std::string::npos);
}

TEST_CASE("Folder: a kept span has its nearest kept ancestor as parent, in all of its lines", "[fold]") {
  LineMaker p;
  p.entry(1, 0, "main");
  p.entry(2, 1, "f");
  p.entry(3, 2, "throws");
  p.change(3, 2, "throws", 4);
  p.exit(3, 2, "throws", 90, "", true);
  p.exit(2, 1, "f", 95);
  p.exit(1, 0, "main", 100);
  // Errors keep their ancestors; a call of a library does not.
  LineMaker q;
  q.entry(1, 0, "main");
  q.entry(2, 1, "f");
  q.add("database_query", 3, 2, "f", R"("db.system":"x","db.statement":"y")");
  q.change(3, 2, "f", 4);
  q.add("database_result", 3, 2, "f", R"("db.rows_returned":1,)" + LineMaker::place(9), 3);
  q.exit(2, 1, "f", 95);
  q.exit(1, 0, "main", 100);
  CHECK(tree(folded(p.lines, 2).lines) == "1<0 2<1");
  const Folded f = folded(q.lines, 2);
  CHECK(tree(f.lines) == "1<0 3<1");
  CHECK(f.lines.size() == 5);
  CHECK(std::string(f.lines[2]).find(R"("parent_span_id":"0000000000000001")") != std::string::npos);
  CHECK(faults_in(f.lines).empty());
}

TEST_CASE("Folder: events inside folded spans are counted", "[fold]") {
  LineMaker p;
  p.entry(1, 0, "main");
  p.entry(2, 1, "f");
  p.branch(2, 1, "f", 5, "then");
  p.branch(2, 1, "f", 5, "then");
  p.branch(2, 1, "f", 5, "else");
  p.change(2, 1, "f", 6);
  p.loop(3, 2, "f", 7, 12, 20);
  p.exit(2, 1, "f", 50);
  p.change(1, 0, "main", 8);
  p.exit(1, 0, "main", 100);
  p.summary("");
  const Folded f = folded(p.lines, 1);
  CHECK(f.lines.size() == 4); // main, its change, the summary
  CHECK(folded_of(f.lines, 1) ==
        R"({"f":{"level":"folded","calls":1,"errors":0,"total_ns":50,"self_ns":30,"max_ns":50},)"
        R"("f a.cpp:7":{"level":"folded","calls":1,"errors":0,"total_ns":20,"self_ns":20,"max_ns":20,"iterations":12},)"
        R"("f a.cpp:5":{"level":"folded","branches":{"then":2,"else":1}},)"
        R"("f a.cpp:6":{"level":"folded","changes":1}})");
  CHECK(faults_in(f.lines).empty());
}

TEST_CASE("Folder: what spans carry is merged", "[fold]") {
  const std::string carried =
      R"("folded":{"g":{"level":"counted","calls":5,"total_ns":10,"self_ns":10,"max_ns":4},)"
      R"("f":{"level":"folded","calls":2,"errors":1,"total_ns":9,"self_ns":8,"max_ns":5},)"
      R"("other":{"level":"folded","sites":3,"calls":7,"errors":0,"total_ns":3,"self_ns":3,"max_ns":1,"branches":2}})";
  LineMaker p;
  p.entry(1, 0, "main");
  p.entry(2, 1, "f");
  p.exit(2, 1, "f", 50, carried);
  call(p, 3, 1, "g", 7);
  p.exit(1, 0, "main", 100, carried);
  const Folded f = folded(p.lines, 1);
  CHECK(
      folded_of(f.lines, 1) ==
      R"({"f":{"level":"folded","calls":5,"errors":2,"total_ns":68,"self_ns":45,"max_ns":50},)"
      R"("g":{"level":"counted","calls":11,"total_ns":27,"self_ns":27,"max_ns":7},)"
      R"("other":{"level":"folded","sites":6,"calls":14,"errors":0,"total_ns":6,"self_ns":6,"max_ns":1,"branches":4}})");
  CHECK(faults_in(f.lines).empty());
}

TEST_CASE("Folder: the call of a span that is also_folded is not counted again", "[fold]") {
  LineMaker p;
  p.entry(1, 0, "main");
  p.entry(2, 1, "f", R"("also_folded":true,"arguments":{})");
  p.exit(2, 1, "f", 30, R"("also_folded":true,"folded":{"g":{"level":"folded","changes":1}})");
  p.exit(1, 0, "main", 100,
         R"("folded":{"f":{"level":"folded","calls":1,"errors":0,"total_ns":30,"self_ns":30,"max_ns":30}})");
  REQUIRE(faults_in(p.lines).empty());
  const Folded f = folded(p.lines, 1);
  CHECK(folded_of(f.lines, 1) ==
        R"({"f":{"level":"folded","calls":1,"errors":0,"total_ns":30,"self_ns":30,"max_ns":30},)"
        R"("g":{"level":"folded","changes":1}})");
  CHECK(faults_in(f.lines).empty());
}

TEST_CASE("Folder: sequences have no gap, and each run counts on its own", "[fold]") {
  LineMaker p;
  for (int run = 0; run < 2; ++run) {
    const std::uint64_t first = 10 * static_cast<std::uint64_t>(run) + 1;
    p.sequence = 0;
    p.entry(first, 0, "main");
    call(p, first + 1, first, "f", 10);
    p.exit(first, 0, "main", 100);
    p.summary("");
  }
  // One trace, with two roots: both stay.
  const Folded f = folded(p.lines, 1);
  CHECK(tree(f.lines) == "1<0 11<0");
  CHECK(f.choice.traces_over_budget == 1);
  CHECK(faults_in(f.lines).empty());
}

TEST_CASE("Folder: spans that go on in other processes and after their parents keep whole trees", "[fold]") {
  LineMaker p, child;
  child.pid = 2;
  child.entry(5, 2, "child"); // its parent is folded, and comes later in the input
  call(child, 6, 5, "f", 3);
  child.exit(5, 2, "child", 40);
  p.entry(1, 0, "main");
  p.entry(2, 1, "fork");
  p.exit(2, 1, "fork", 20);
  p.exit(1, 0, "main", 100);
  p.entry(3, 2, "late"); // after its parents, on another thread
  p.lines.back().replace(p.lines.back().find(R"("thread.id":1)"), 13, R"("thread.id":2)");
  p.exit(3, 2, "late", 900);
  Lines lines = child.lines;
  lines.insert(lines.end(), p.lines.begin(), p.lines.end());
  REQUIRE(faults_in(lines).empty());
  const Folded f = folded(lines, 3);
  CHECK(tree(f.lines) == "5<1 1<0 3<1");
  CHECK(faults_in(f.lines).empty());
  const Folded least = folded(lines, 1);
  CHECK(tree(least.lines) == "5<1 1<0");
  CHECK(folded_of(least.lines, 5) ==
        R"({"f":{"level":"folded","calls":1,"errors":0,"total_ns":3,"self_ns":3,"max_ns":3}})");
  CHECK(folded_of(least.lines, 1).find(R"("late":{"level":"folded","calls":1)") != std::string::npos);
  CHECK(faults_in(least.lines).empty()); // although `late` lasted longer than main
}

TEST_CASE("Folder: the self time around threads is an estimate", "[fold]") {
  LineMaker p;
  p.entry(1, 0, "main");
  p.entry(2, 1, "f");
  p.entry(3, 1, "g");
  p.lines.back().replace(p.lines.back().find(R"("thread.id":1)"), 13, R"("thread.id":2)");
  p.exit(2, 1, "f", 90);
  p.exit(3, 1, "g", 90);
  p.exit(1, 0, "main", 100);
  const Folded f = folded(p.lines, 1);
  CHECK(f.lines.back().find(R"("self_estimated":true)") != std::string::npos);
  CHECK(faults_in(f.lines).empty());
}

TEST_CASE("Folder: spans whose events contradict each other stay as they are", "[fold]") {
  LineMaker p;
  p.entry(1, 0, "main");
  p.entry(2, 1, "f");
  p.exit(2, 9, "f", 10); // another parent
  p.entry(3, 1, "f");
  p.add("loop_exit", 3, 1, "f", R"("total_iterations":1)", 10); // another kind
  p.exit(4, 1, "f", 10);                                        // no entry
  call(p, 5, 1, "f", 10);
  p.exit(1, 0, "main", 100);
  const Folded f = folded(p.lines, 1);
  REQUIRE(f.lines.size() == 7);
  for (std::size_t i = 0; i < 6; ++i)
    CHECK(f.lines[i] == p.lines[i]);
  CHECK(folded_of(f.lines, 1).find(R"("f":{"level":"folded","calls":1,)") != std::string::npos);
}

TEST_CASE("Folder: nothing folds into a span without an exit", "[fold]") {
  LineMaker p;
  p.entry(1, 0, "main"); // killed
  p.entry(2, 1, "f");
  call(p, 3, 2, "g", 5);
  p.exit(2, 1, "f", 50);
  call(p, 4, 1, "g", 6);
  const Folded f = folded(p.lines, 1);
  CHECK(tree(f.lines) == "1<0 2<1 4<1");
  CHECK(f.choice.traces_over_budget == 1);
  CHECK(faults_in(f.lines).empty());
}

TEST_CASE("Folder: a trace whose root is missing", "[fold]") {
  LineMaker p;
  p.entry(2, 1, "f"); // its parent is in no line
  call(p, 3, 2, "g", 5);
  call(p, 4, 2, "g", 6);
  p.exit(2, 1, "f", 50);
  const Folded f = folded(p.lines, 1);
  CHECK(tree(f.lines) == "2<1");
  CHECK(folded_of(f.lines, 2).find(R"("calls":2,"errors":0,"total_ns":11)") != std::string::npos);
}

TEST_CASE("Folder: damaged lines stay, and so do spans that lines contradict", "[fold]") {
  LineMaker p;
  p.entry(1, 0, "main");
  call(p, 2, 1, "f", 10);
  p.lines.push_back(p.lines.back()); // a second exit
  call(p, 3, 3, "itself", 10);
  call(p, 4, 5, "circle", 10);
  call(p, 5, 4, "circle", 20);
  call(p, 6, 1, "f", 10);
  p.lines.back() = p.lines.back().substr(0, 300); // its exit
  p.lines.push_back("{}");
  p.lines.push_back("[1]");
  p.exit(1, 0, "main", 100);
  const Folded f = folded(p.lines, 1);
  CHECK(tree({f.lines[0], f.lines[1]}) == "1<0 2<1");
  CHECK(f.damaged == 3);
  std::size_t stayed = 0;
  for (const std::string &line : f.lines)
    stayed += line == p.lines[p.lines.size() - 2] || line == "{}" || line.size() == 300 ? 1 : 0;
  CHECK(stayed == 3);
  CHECK(f.choice.kept >= 3); // the root, the span in a circle of its own, one of the larger circle
}

TEST_CASE("Folder: a deep tree", "[fold]") {
  constexpr std::uint64_t depth = 200'000;
  LineMaker p;
  fold::SpanStore store;
  Event e;
  Document none;
  REQUIRE(none.parse("{}"));
  e.has_span = e.has_process = true;
  e.kind = SpanKind::function;
  e.function_name = "f";
  e.trace = {1, 1};
  for (e.phase = Phase::entry, e.span = 1; e.span <= depth; ++e.span, e.parent = e.span - 1)
    store.add(e, none.root(), 1);
  e.phase = Phase::exit;
  e.duration_ns = 1;
  for (e.span = depth; e.span >= 1; --e.span) {
    e.parent = e.span - 1;
    store.add(e, none.root(), 1);
  }
  const fold::Choice choice = fold::choose_kept(store, 2);
  CHECK(choice.kept == 2);
  fold::Sums sums = fold::sum_folded(store);
  std::uint64_t calls = 0;
  for (const fold::SiteSum &row : sums.sites.rows())
    calls += row.calls;
  CHECK(calls == depth - 2);
}

TEST_CASE("Folder: more sites than fit are summed up", "[fold]") {
  LineMaker p;
  p.entry(1, 0, "main");
  for (std::uint64_t i = 0; i < fold::kMaxFoldedSites + 5; ++i)
    call(p, i + 2, 1, join("f", i), static_cast<int>(i) + 10);
  call(p, 5000, 1, "other", 1'000'000);
  p.exit(1, 0, "main", 100'000'000);
  const Folded f = folded(p.lines, 1);
  CHECK(f.exits_with_rest == 1);
  CHECK(folded_of(f.lines, 1).find(R"("other":{"level":"folded","sites":6,"calls":6,"errors":0,"total_ns":1000060,)") !=
        std::string::npos);
  CHECK(faults_in(f.lines).empty());
}

TEST_CASE("Folder: a link names a span that is kept", "[fold]") {
  LineMaker p;
  p.entry(1, 0, "main");
  call(p, 2, 1, "f", 10);
  p.exit(1, 0, "main", 100);
  p.entry(3, 0, "request", R"("link":{"trace_id":"0000000000000000000000000000000a","span_id":"0000000000000002"})");
  p.exit(3, 0, "request", 100);
  const Folded f = folded(p.lines, 2);
  CHECK(f.lines[2].find(R"("span_id":"0000000000000001"}},"service")") != std::string::npos);
}

TEST_CASE("find_member: members of an object in a line", "[fold]") {
  std::string line = R"({ "a" : "\"}" , "b":[1,{"c":2}],"c":3,"d":{}})";
  const auto value = [&](std::string_view key) {
    const auto found = fold::find_member(line, 0, key);
    return found ? line.substr(found->begin, found->end - found->begin) : "none";
  };
  CHECK(value("a") == R"("\"}")");
  CHECK(value("b") == R"([1,{"c":2}])");
  CHECK(value("c") == "3");
  CHECK(value("e") == "none");
  fold::set_member(line, 0, "c", "44");
  fold::set_member(line, 0, "e", "[]");
  fold::set_member(line, fold::find_member(line, 0, "d")->begin, "x", "1");
  CHECK(line == R"({ "a" : "\"}" , "b":[1,{"c":2}],"c":44,"d":{"x":1},"e":[]})");
}
