// validate on folded calls: what an exit says of them, spans that are also_folded, and summaries' sums.
#include <string>
#include <vector>

#include "catch.h"
#include "tool/events/event_lines.h"
#include "tool/events/input/folded.h"

using namespace telinject::events;

namespace {

using Faults = std::vector<std::string>;

std::string folded(const std::string &entries) {
  return R"("folded":{)" + entries + "}";
}

// An entry of calls that lasted a while each.
std::string calls(const std::string &key, int count, int total, int self, const std::string &more = "",
                  const std::string &level = "folded") {
  return join('"' + key, "\":{\"calls\":", count, ",\"total_ns\":", total, ",\"self_ns\":", self, ",\"max_ns\":", total,
              more.empty() ? "" : "," + more, ",\"level\":\"", level, "\"}");
}

// main, which has folded calls: the smallest process whose sums can be compared.
LineMaker main_with(const std::string &entries, const std::string &sites) {
  LineMaker p;
  p.entry(1, 0, "main");
  p.exit(1, 0, "main", 1'000'000, entries.empty() ? "" : folded(entries));
  p.sites(sites);
  return p;
}
Faults compare(const std::string &entries, const std::string &sites) {
  return faults_in(main_with(entries, calls("main", 1, 1'000'000, 900'000, R"("errors":0)", "written") +
                                          (sites.empty() ? "" : "," + sites))
                       .lines);
}

} // namespace

TEST_CASE("Folding: keys", "[folded]") {
  for (const char *key : {"f a.cpp:1", "ns::f src/a b.cpp:12", "operator bool a.cpp:3", "f 1:1"})
    CHECK(is_inner_key(key));
  for (const char *key : {"", "f", "ns::f", "operator bool", "(anonymous namespace)::f", "f:1", " :1", "f :1", "f 12",
                          "f a.cpp:", "f a.cpp:x", "12", ":1", "f::lambda@12"})
    CHECK_FALSE(is_inner_key(key));
}

TEST_CASE("Folding: what is read of an entry", "[folded]") {
  Document d;
  REQUIRE(d.parse(R"({"f":{"calls":18446744073709551615,"errors":-1,"total_ns":1e3,"self_ns":"4","max_ns":null,)"
                  R"("iterations":18446744073709551616,"level":"other","self_estimated":1,"branches":[1]},"g":4})"));
  int entries = 0;
  for_each_folded(d.root(), [&](const FoldedEntry &e) {
    ++entries;
    CHECK(e.key == "f");
    CHECK(e.calls == 18446744073709551615U);
    CHECK_FALSE(e.errors);
    CHECK_FALSE(e.total_ns);
    CHECK_FALSE(e.self_ns);
    CHECK_FALSE(e.max_ns);
    CHECK_FALSE(e.iterations);
    CHECK_FALSE(e.branches);
    CHECK_FALSE(e.self_estimated);
    CHECK(e.level == FoldLevel::dormant); // an unknown level promises nothing
  });
  CHECK(entries == 1); // g is no entry
  for (const char *text : {"[{\"calls\":1}]", "3", "\"x\"", "{}"}) {
    REQUIRE(d.parse(text));
    for_each_folded(d.root(), [&](const FoldedEntry &) { FAIL(text); });
  }
  for_each_folded(Value(), [&](const FoldedEntry &) { FAIL(); });
  REQUIRE(d.parse(R"({"other":{"sites":2,"branches":7,"level":"folded"},"f":{"sites":2,"level":"folded"}})"));
  for_each_folded(d.root(), [&](const FoldedEntry &e) { CHECK(e.is_rest == (e.key == "other")); });
}

TEST_CASE("Folding: figures of an entry agree", "[folded]") {
  const auto faults = [](const std::string &entry) {
    LineMaker p;
    p.entry(1, 0, "f");
    p.exit(1, 0, "f", 1'000'000, folded(entry));
    return faults_in(p.lines);
  };
  CHECK(faults(calls("g", 5, 40, 40, R"("errors":5)")).empty());
  CHECK(faults(calls("g", 5, 40, 40, R"("errors":6)")) ==
        Faults{R"(2: errors of "g" is 6, more than calls, 5; at /attributes/folded)"});
  CHECK(faults(calls("g", 5, 40, 45)).empty()); // five nanoseconds of rounding
  CHECK(faults(calls("g", 5, 40, 46)) ==
        Faults{R"(2: self_ns of "g" is 46, more than total_ns, 40; at /attributes/folded)"});
  CHECK(faults(R"("g":{"calls":1,"total_ns":5,"self_ns":5,"max_ns":7,"level":"folded"})") ==
        Faults{R"(2: max_ns of "g" is 7, more than total_ns, 5; at /attributes/folded)"});
  // Two calls of 9 ns, 2 ns of rounding.
  CHECK(faults(R"("g":{"calls":2,"total_ns":20,"self_ns":5,"max_ns":9,"level":"folded"})").empty());
  CHECK(faults(R"("g":{"calls":2,"total_ns":21,"self_ns":5,"max_ns":9,"level":"folded"})") ==
        Faults{R"(2: total_ns of "g" is 21, more than calls times max_ns, 18; at /attributes/folded)"});
  CHECK(faults(R"("g":{"calls":2,"total_ns":21,"self_ns":5,"max_ns":9,"level":"counted"})").empty());
  CHECK(faults(calls("g", 5, 40, 46, "", "counted")).empty()); // estimates need not agree
  CHECK(faults(calls("g", 5, 40, 46, R"("errors":6)", "dormant")).empty());
}

TEST_CASE("Folding: children and folded calls fit into their span", "[folded]") {
  // 500 ns of a child and of folded calls; 3 calls and children and 1 ns of 1000 are tolerated.
  const auto faults = [](int self, int duration, const std::string &entry_more = "",
                         const std::string &level = "folded", const std::string &exit_more = "") {
    LineMaker p;
    p.entry(1, 0, "f");
    p.entry(2, 1, "child");
    p.exit(2, 1, "child", 500);
    p.exit(1, 0, "f", duration, folded(calls("g", 2, self, self, entry_more, level)) + exit_more);
    return faults_in(p.lines);
  };
  CHECK(faults(500, 1000).empty());
  CHECK(faults(504, 1000).empty());
  CHECK(
      faults(505, 1000) ==
      Faults{"4: duration_ns is 1000, less than the 1005 ns of the span's children and folded calls; at /duration_ns"});
  CHECK(faults(600, 1000, "", "counted").empty());
  CHECK(faults(600, 1000, R"("self_estimated":true)").empty());
  CHECK(faults(600, 1000, "", "folded", R"(,"self_estimated":true)").empty());
}

TEST_CASE("Folding: children that overlap with others are not added up", "[folded]") {
  const std::string g = folded(calls("g", 1, 900, 900));
  LineMaker threads;
  threads.entry(1, 0, "f");
  threads.add("function_entry", 2, 1, "child", R"("thread.id":2)");
  threads.exit(2, 1, "child", 900);
  threads.exit(1, 0, "f", 1000, g);
  CHECK(faults_in(threads.lines).empty());
  LineMaker coroutine;
  coroutine.entry(1, 0, "f");
  coroutine.entry(2, 1, "child", R"("coroutine":true)");
  coroutine.exit(2, 1, "child", 900, R"("coroutine":true)");
  coroutine.exit(1, 0, "f", 1000, g);
  CHECK(faults_in(coroutine.lines).empty());
  LineMaker fibers; // two children of one thread at once
  fibers.entry(1, 0, "f");
  fibers.entry(2, 1, "child");
  fibers.entry(3, 1, "child");
  fibers.exit(2, 1, "child", 900);
  fibers.exit(3, 1, "child", 900);
  fibers.exit(1, 0, "f", 1000, g);
  CHECK(faults_in(fibers.lines).empty());
  LineMaker left; // a child that ends after its parent
  left.entry(1, 0, "f");
  left.entry(2, 1, "child");
  left.exit(1, 0, "f", 1000, g);
  left.exit(2, 1, "child", 900);
  CHECK(faults_in(left.lines).empty());
  LineMaker grandchildren; // their time is their parent's
  grandchildren.entry(1, 0, "f");
  grandchildren.entry(2, 1, "child");
  grandchildren.entry(3, 2, "grandchild");
  grandchildren.exit(3, 2, "grandchild", 80);
  grandchildren.exit(2, 1, "child", 100);
  grandchildren.exit(1, 0, "f", 1000, g);
  CHECK(faults_in(grandchildren.lines).empty());
}

TEST_CASE("Folding: a span that is also_folded is one at both ends", "[folded]") {
  const std::string mark = R"("also_folded":true)";
  const auto faults = [](const std::string &entry, const std::string &exit) {
    LineMaker p;
    p.entry(1, 0, "main");
    p.entry(2, 1, "f", entry);
    p.exit(2, 1, "f", 10, exit);
    p.exit(1, 0, "main", 1000, folded(calls("f", 1, 10, 10)));
    return faults_in(p.lines);
  };
  CHECK(faults(mark, mark).empty());
  CHECK(faults("", "").empty());
  CHECK(faults(mark, "") ==
        Faults{"3: also_folded is absent, unlike in its entry at line 2; at /attributes/also_folded"});
  CHECK(faults("", mark) ==
        Faults{"3: also_folded is true, unlike in its entry at line 2; at /attributes/also_folded"});
}

TEST_CASE("Folding: a span that is also_folded may have the call of one inside it", "[folded]") {
  const auto faults = [](const std::string &in_loop) {
    const std::string mark = R"("also_folded":true)";
    LineMaker p;
    p.entry(1, 0, "main");
    p.add("loop_entry", 2, 1, "main", join(R"("loop_type":"for","thread.id":1,)", p.place(5), ",", mark));
    p.add("function_entry", 3, 2, "f", join(R"("thread.id":1,)", mark));
    p.exit(3, 2, "f", 100, mark, true);
    p.add("loop_exit", 2, 1, "main",
          join(R"("total_iterations":1,)", p.place(5), ",", mark, in_loop.empty() ? "" : "," + folded(in_loop)), 200);
    p.exit(1, 0, "main", 100'000, folded(calls("main a.cpp:5", 1, 200, 100)));
    return faults_in(p.lines);
  };
  CHECK(faults(calls("f", 1, 100, 100)) == Faults{});
  CHECK(faults("") ==
        Faults{R"(6: folded lacks 1 call of "f" that spans inside are also_folded for; at /attributes/folded)"});
}

TEST_CASE("Folding: the ancestor of a span that is also_folded has its call", "[folded]") {
  const auto faults = [](const std::string &entries, int thread = 1) {
    const std::string mark = R"("also_folded":true)";
    LineMaker p;
    p.entry(1, 0, "main");
    for (const std::uint64_t span : {2, 3}) {
      p.add("function_entry", span, 1, "f", join("\"thread.id\":", thread, ",", mark));
      p.add("loop_entry", span + 10, span, "f",
            join("\"loop_type\":\"for\",\"thread.id\":", thread, ",", p.place(5), ",", mark));
      p.add("loop_exit", span + 10, span, "f", R"("total_iterations":1,)" + p.place(5) + "," + mark, 10);
      p.exit(span, 1, "f", 100, mark, true);
    }
    p.exit(1, 0, "main", 100'000, entries.empty() ? "" : folded(entries));
    return faults_in(p.lines);
  };
  const std::string f = calls("f", 2, 200, 180), loop = calls("f a.cpp:5", 2, 20, 20);
  const std::string rest = R"("other":{"sites":1,"calls":1,"total_ns":1,"self_ns":1,"max_ns":1,"level":"folded"})";
  CHECK(faults(f + "," + loop) == Faults{});
  CHECK(faults(calls("f", 1, 100, 90) + "," + loop) ==
        Faults{R"(10: folded lacks 1 call of "f" that spans inside are also_folded for; at /attributes/folded)"});
  CHECK(faults("") ==
        Faults{
            R"(10: folded lacks 2 calls of "f" that spans inside are also_folded for; at /attributes/folded)",
            R"(10: folded lacks 2 calls of "f a.cpp:5" that spans inside are also_folded for; at /attributes/folded)"});
  CHECK(faults(f + "," + rest) == Faults{});                                     // in the rest
  CHECK(faults(calls("f", 1, 100, 90, "", "dormant") + "," + loop) == Faults{}); // an estimate
  CHECK(faults("", 2) == Faults{}); // another thread's calls are folded there
}

TEST_CASE("Folding: the time of a span that is also_folded is its ancestor's", "[folded]") {
  // main (1000) > f (also_folded, 900) > child (written, 400), and g, folded into f (300); f itself: 200.
  const auto faults = [](int child, int g, int f) {
    const std::string mark = R"("also_folded":true)";
    LineMaker p;
    p.entry(1, 0, "main");
    p.entry(2, 1, "f", mark);
    p.entry(3, 2, "child");
    p.exit(3, 2, "child", child);
    p.exit(2, 1, "f", 900, mark + ',' + folded(calls("g", 1, g, g)));
    p.exit(1, 0, "main", 1000, folded(calls("f", 1, 900, f)));
    return faults_in(p.lines);
  };
  CHECK(faults(400, 300, 200).empty());
  const Faults too_long{
      "6: duration_ns is 1000, less than the 1200 ns of the span's children and folded calls; at /duration_ns"};
  CHECK(faults(700, 300, 200) == too_long); // the child of the span between
  CHECK(faults(400, 600, 200) == too_long); // what that span's exit has
  CHECK(faults(400, 300, 500) == too_long);
}

TEST_CASE("Site sums: calls, errors and times", "[folded]") {
  CHECK(compare(calls("g", 5, 40, 40, R"("errors":1)"), calls("g", 5, 40, 40, R"("errors":1)")) == Faults{});
  CHECK(compare(calls("g", 5, 40, 40, R"("errors":1)"), calls("g", 6, 40, 40, R"("errors":1)")) ==
        Faults{R"(3: calls of "g": sites says 6, the lines of process 1 add up to 5; at /attributes/sites)"});
  CHECK(compare(calls("g", 5, 40, 40, R"("errors":1)"), calls("g", 5, 40, 40, R"("errors":0)")) ==
        Faults{R"(3: errors of "g": sites says 0, the lines of process 1 add up to 1; at /attributes/sites)"});
  // 1 ns a call and 0.1 %: 10 + 50
  CHECK(compare(calls("g", 10, 50'060, 40), calls("g", 10, 50'000, 40)) == Faults{});
  CHECK(
      compare(calls("g", 10, 50'061, 40), calls("g", 10, 50'000, 40)) ==
      Faults{R"(3: total_ns of "g": sites says 50000, the lines of process 1 add up to 50061; at /attributes/sites)"});
  CHECK(compare(calls("g", 5, 40, 40), "") ==
        Faults{R"(3: calls of "g": sites says 0, the lines of process 1 add up to 5; at /attributes/sites)",
               R"(3: total_ns of "g": sites says 0, the lines of process 1 add up to 40; at /attributes/sites)"});
  CHECK(compare("", calls("g", 5, 4, 4)) ==
        Faults{R"(3: calls of "g": sites says 5, the lines of process 1 add up to 0; at /attributes/sites)"});
}

TEST_CASE("Site sums: estimates, and what was not observed", "[folded]") {
  const std::string g = calls("g", 5, 40, 40, "", "counted");
  CHECK(compare(g, calls("g", 5, 9000, 40, R"("errors":2)", "counted")) == Faults{});
  CHECK(compare(g, calls("g", 6, 40, 40, "", "counted")) ==
        Faults{R"(3: calls of "g": sites says 6, the lines of process 1 add up to 5; at /attributes/sites)"});
  CHECK(compare(calls("g", 5, 40, 40, "", "dormant"), calls("g", 900, 1, 1, "", "dormant")) == Faults{});
  CHECK(compare(calls("g", 5, 40, 40), calls("g", 5, 40, 40, R"("errors":1)")) == Faults{}); // errors are absent
}

TEST_CASE("Site sums: what was written counts", "[folded]") {
  const auto lines = [](const std::string &sites) {
    LineMaker p;
    p.entry(1, 0, "main");
    p.loop(2, 1, "main", 3, 7, 100);
    p.loop(3, 1, "main", 3, 5, 100, folded(calls("g", 2, 10, 10, R"("errors":0)")));
    p.branch(1, 0, "main", 4, "then");
    p.branch(1, 0, "main", 4, "none");
    p.branch(1, 0, "main", 4, "none");
    p.change(1, 0, "main", 5);
    p.add("exception_entry", 4, 1, "main", R"("exception_type":"E","thread.id":1,)" + p.place(6));
    p.entry(5, 4, "g");
    p.exit(5, 4, "g", 20, "", true);
    p.add("exception_exit", 4, 1, "main", R"("exception_raised":true,)" + p.place(6), 50, true);
    p.exit(1, 0, "main", 1000,
           folded(R"("main a.cpp:4":{"branches":{"then":2},"level":"folded"},)"
                  R"("main a.cpp:5":{"changes":3,"level":"folded"},)" +
                  calls("main a.cpp:3", 1, 10, 10, R"("iterations":4)")));
    p.sites(calls("main", 1, 1000, 700, R"("errors":0)", "written") + sites);
    return faults_in(p.lines);
  };
  const std::string g = "," + calls("g", 3, 30, 30, R"("errors":1)");
  const std::string loop = "," + calls("main a.cpp:3", 3, 210, 200, R"("iterations":16)");
  const std::string branches = R"(,"main a.cpp:4":{"branches":{"then":3,"none":2},"level":"folded"})";
  const std::string changes = R"(,"main a.cpp:5":{"changes":4,"level":"folded"})";
  const std::string try_block = "," + calls("main a.cpp:6", 1, 50, 30, R"("errors":1)", "written");
  CHECK(lines(g + loop + branches + changes + try_block) == Faults{});
  const auto fault = [](const std::string &what, int sites, int sum) {
    return Faults{join("18: ", what, ": sites says ", sites, ", the lines of process 1 add up to ", sum,
                       "; at /attributes/sites")};
  };
  CHECK(lines(g + "," + calls("main a.cpp:3", 3, 210, 200, R"("iterations":15)") + branches + changes + try_block) ==
        fault(R"(iterations of "main a.cpp:3")", 15, 16));
  CHECK(lines(g + loop + R"(,"main a.cpp:4":{"branches":{"then":3,"none":3},"level":"folded"})" + changes +
              try_block) == fault(R"(branch "none" of "main a.cpp:4")", 3, 2));
  CHECK(lines(g + loop + R"(,"main a.cpp:4":{"branches":{"then":3},"level":"folded"})" + changes + try_block) ==
        fault(R"(branch "none" of "main a.cpp:4")", 0, 2));
  CHECK(lines(g + loop + branches + R"(,"main a.cpp:5":{"changes":5,"level":"folded"})" + try_block) ==
        fault(R"(changes of "main a.cpp:5")", 5, 4));
  CHECK(lines("," + calls("g", 3, 30, 30, R"("errors":2)") + loop + branches + changes + try_block) ==
        fault(R"(errors of "g")", 2, 1));
}
