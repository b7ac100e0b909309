// The plan: sites of many units merged, conflicts turned into skips, each file's text made once.
#include "catch.h"

#include "tool/rewrite/ledger.h"
#include "tool/rewrite/plan.h"
#include "tool/source/strip.h"

#include <filesystem>
#include <fstream>

#include <unistd.h>

using namespace telinject::rewrite;

namespace {

class Project {
public:
  explicit Project(const std::string &text) {
    folder_ = std::filesystem::canonical(std::filesystem::temp_directory_path()) /
              ("telinject-plan-test-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder_);
    std::ofstream(file(), std::ios::binary) << text;
  }
  ~Project() { std::filesystem::remove_all(folder_); }
  std::string root() const { return folder_.string(); }
  std::string file() const { return root() + "/a.c"; }

private:
  std::filesystem::path folder_;
};

constexpr const char *kText = "\nint f(void) {}\nint g(void) {}\n"; // '{' at 13 and 28

Site site(const Project &project, unsigned brace, const std::string &name, const std::string &reason = "") {
  Site made;
  made.construct = "function";
  made.file = project.file();
  made.offset = brace;
  made.name = name;
  made.skip_reason = reason;
  if (reason.empty())
    made.edits = {{brace + 1, " TELINJECT_FUNCTION(1, \"\", \"" + name + "()\")"}};
  return made;
}

Plan plan_of(const Project &project, const std::vector<std::vector<Site>> &units, Options options = {},
             IncludeFallback way = IncludeFallback::restart_numbering) {
  PlanBuilder builder(options, project.root());
  for (const auto &sites : units) {
    UnitResult result;
    result.parsed = true;
    result.sites = sites;
    builder.add(result);
  }
  return builder.finish(way);
}

const std::string kRewritten =
    std::string(kIncludeLine) +
    "\nint f(void) { TELINJECT_FUNCTION(1, \"\", \"f()\")}\nint g(void) { TELINJECT_FUNCTION(1, \"\", \"g()\")}\n";

} // namespace

TEST_CASE("Plan: edits are applied in order of place, those of one place in order of arrival", "[plan]") {
  CHECK(apply_edits("abc", {{2, "Y"}, {0, "X"}, {2, "Z"}, {3, "E"}}) == "XabYZcE");
  CHECK(apply_edits("", {{0, "X"}}) == "X");
  CHECK(apply_edits("abc", {}) == "abc");
}

TEST_CASE("Plan: an insertion does not run into the word before it, and is stripped all the same", "[plan]") {
  const std::string text = "if(x)y();else*p=1;\n";
  const std::string rewritten = apply_edits(text, {{13, "TELINJECT_OPEN_BRANCH(1, \"\", \"\") "},
                                                   {13, "TELINJECT_DISCARD() "},
                                                   {17, " TELINJECT_END_DISCARD()"},
                                                   {17, " TELINJECT_END_BRANCH()"}});
  CHECK(rewritten ==
        "if(x)y();else TELINJECT_OPEN_BRANCH(1, \"\", \"\")TELINJECT_DISCARD() *p=1 TELINJECT_END_DISCARD() "
        "TELINJECT_END_BRANCH();\n");
  CHECK(strip(rewritten) == text);
}

TEST_CASE("Plan: units that see a file alike give one text", "[plan]") {
  const Project project(kText);
  const std::vector<Site> sites = {site(project, 13, "f"), site(project, 28, "g")};
  const Plan plan = plan_of(project, {sites, sites});
  REQUIRE(plan.files.size() == 1);
  CHECK(plan.files.begin()->second.rewritten == kRewritten);
  CHECK(plan.sites.size() == 2);
  CHECK(strip(kRewritten) == kText);
}

TEST_CASE("Plan: a rewritten file is planned from its original", "[plan]") {
  const Project project(kRewritten);
  const Plan plan = plan_of(project, {{site(project, 13, "f"), site(project, 28, "g")}});
  CHECK(plan.files.begin()->second.original == kText);
  CHECK(plan.files.begin()->second.rewritten == kRewritten);
}

TEST_CASE("Plan: what units see in different ways is left alone, and only that", "[plan]") {
  const Project project(kText);
  Site other = site(project, 13, "f");
  other.edits[0].text = " TELINJECT_FUNCTION(1, \"i\", \"f(x)\", x)";
  for (const auto &first :
       {std::vector<Site>{other}, std::vector<Site>{site(project, 13, "f", "constexpr-before-cxx14")}}) {
    const Plan plan = plan_of(project, {{site(project, 13, "f"), site(project, 28, "g")}, first});
    REQUIRE(plan.sites.size() == 2);
    CHECK(plan.sites[0].skip_reason == "differs-between-units");
    CHECK(plan.sites[0].edits.empty());
    CHECK(plan.sites[1].instrumented());
  }
}

TEST_CASE("Plan: C and C++ get their own insertions where they differ", "[plan]") {
  const Project project(kText);
  UnitResult c, cxx;
  c.parsed = cxx.parsed = cxx.is_cxx = true;
  c.sites = cxx.sites = {site(project, 13, "f"), site(project, 28, "g", "skipped-in-both")};
  c.sites[0].edits.push_back({13, "TELINJECT_SWITCH(1) "});
  cxx.sites[0].edits.push_back({13, "TELINJECT_SWITCH(2) "});
  c.sites[0].edits.push_back({15, " TELINJECT_END_SWITCH(1)"});
  cxx.sites[0].edits.push_back({15, " TELINJECT_END_SWITCH(1)"});
  cxx.sites[0].edits.push_back({15, " TELINJECT_FALLTHROUGH()"});
  const Options options;
  PlanBuilder builder(options, project.root());
  for (const UnitResult *result : {&c, &cxx, &c})
    builder.add(*result);
  const Plan plan = builder.finish(IncludeFallback::restart_numbering);
  REQUIRE(plan.sites.size() == 2);
  CHECK(plan.sites[0].instrumented());
  CHECK(plan.sites[1].skip_reason == "skipped-in-both");
  const std::string &rewritten = plan.files.begin()->second.rewritten;
  CHECK(rewritten == std::string(kIncludeLine) +
                         "\nint f(void) TELINJECT_IN_C_BEFORE(TELINJECT_SWITCH(1)) "
                         "TELINJECT_IN_CXX_BEFORE(TELINJECT_SWITCH(2)) { TELINJECT_FUNCTION(1, \"\", \"f()\")} "
                         "TELINJECT_END_SWITCH(1) TELINJECT_IN_CXX(TELINJECT_FALLTHROUGH())\nint g(void) {}\n");
  CHECK(strip(rewritten) == kText);
}

TEST_CASE("Plan: what only one of C and C++ may have, neither gets", "[plan]") {
  const Project project(kText);
  UnitResult c, cxx;
  c.parsed = cxx.parsed = cxx.is_cxx = true;
  c.sites = {site(project, 13, "f", "brace-inside"), site(project, 28, "g")};
  cxx.sites = {site(project, 13, "f"), site(project, 28, "g")};
  cxx.sites[1].needs_construct = "function";
  const Options options;
  PlanBuilder builder(options, project.root());
  builder.add(c);
  builder.add(cxx);
  for (const Site &left : builder.finish(IncludeFallback::restart_numbering).sites)
    CHECK(left.skip_reason == "differs-between-units");
}

TEST_CASE("Plan: two names at one place are one text seen in two ways", "[plan]") {
  const Project project(kText);
  const Plan plan = plan_of(project, {{site(project, 13, "first"), site(project, 13, "second")}});
  CHECK(plan.files.begin()->second.rewritten == kText);
  for (const Site &s : plan.sites)
    CHECK_FALSE(s.instrumented());
}

TEST_CASE("Plan: each unit may see what another does not", "[plan]") {
  const Project project(kText);
  const Plan plan = plan_of(project, {{site(project, 28, "g")}, {site(project, 13, "f")}});
  CHECK(plan.files.begin()->second.rewritten == kRewritten);
}

TEST_CASE("Plan: a second body is left out where units disagree about it, and is no reason to leave out more",
          "[plan]") {
  const Project project(kText);
  Site bodies = site(project, 13, "f");
  bodies.construct = kSplit;
  bodies.needs_construct = "function";
  bodies.needs_offset = 13;
  bodies.edits = {{1, "TELINJECT_SPLIT_DECL(int, f, int telinject_g0) ", 0},
                  {14, " TELINJECT_SPLIT_ENTRY()", -1},
                  {14, " TELINJECT_SPLIT_BODY()", 1}};
  Site one_body = bodies;
  one_body.edits.clear();
  one_body.skip_reason = "one-body";
  const std::vector<Site> with = {site(project, 13, "f"), bodies}, without = {site(project, 13, "f"), one_body};

  const Plan agreed = plan_of(project, {with, with});
  CHECK(agreed.files.at(project.file()).rewritten == std::string(kIncludeLine) +
                                                         "\nTELINJECT_SPLIT_DECL(int, f, int telinject_g0) int f(void) "
                                                         "{ TELINJECT_SPLIT_ENTRY() TELINJECT_FUNCTION(1, "
                                                         "\"\", \"f()\") TELINJECT_SPLIT_BODY()}\nint g(void) {}\n");
  CHECK(strip(agreed.files.at(project.file()).rewritten) == kText);
  CHECK(agreed.sites.size() == 1); // it is no candidate
  const Plan plain = plan_of(project, {{site(project, 13, "f")}});
  using Units = std::vector<std::vector<Site>>;
  for (const Units &units : {Units{with, without}, Units{without, with}, Units(1, without)}) {
    const Plan plan = plan_of(project, units);
    CHECK(plan.files.at(project.file()).rewritten == plain.files.at(project.file()).rewritten);
    CHECK(plan.sites.front().instrumented());
  }
}

TEST_CASE("Plan: excluded files keep their sites in the ledger and their text", "[plan]") {
  const Project project(kText);
  Options options;
  options.constructs.exclude = {"*.c"};
  const Plan plan = plan_of(project, {{site(project, 13, "f")}}, options);
  CHECK(plan.files.begin()->second.rewritten == kText);
  CHECK(plan.sites[0].skip_reason == "excluded");
}

TEST_CASE("Plan: a file that shrank while it was read is left alone", "[plan]") {
  const Project project("x");
  const Plan plan = plan_of(project, {{site(project, 13, "f")}});
  CHECK(plan.sites[0].skip_reason == "changed-while-reading");
  CHECK(plan.files.begin()->second.rewritten == "x");
}

TEST_CASE("Plan: without a line to spare the numbering restarts, or the command line must bring the macros", "[plan]") {
  const Project project("int f(void) {}\n");
  const Plan in_place = plan_of(project, {{site(project, 12, "f")}});
  CHECK(in_place.files.begin()->second.rewritten.find("\n#line 1\nint f(void) { TELINJECT") != std::string::npos);
  const Plan tree = plan_of(project, {{site(project, 12, "f")}}, {}, IncludeFallback::force_by_command_line);
  CHECK(tree.files.begin()->second.needs_forced_include);
  CHECK(tree.files.begin()->second.rewritten == "int f(void) { TELINJECT_FUNCTION(1, \"\", \"f()\")}\n");
}

TEST_CASE("Plan: the ledger's totals are the sums of its sites", "[plan]") {
  const Project project(kText);
  const Totals totals = count({site(project, 1, "a"), site(project, 2, "b", "naked"), site(project, 3, "c", "naked"),
                               site(project, 4, "d", "opted-out")});
  CHECK(totals.constructs.at("functions").found == 4);
  CHECK(totals.instrumented() == 1);
  CHECK(totals.skipped_in_all() == 3);
  CHECK(totals.skipped.at("naked") == 2);
}

TEST_CASE("Plan: the command line brings the macros only where every unit's does", "[plan]") {
  const Project project("int f(void) {}\n");
  UnitResult with, without;
  with.parsed = without.parsed = true;
  with.sites = without.sites = {site(project, 12, "f")};
  with.files = without.files = {with.sites[0].file};
  const Options options;
  const auto rewritten = [&](const std::vector<std::pair<const UnitResult *, bool>> &units) {
    PlanBuilder builder(options, project.root());
    for (const auto &[unit, brings_header] : units)
      builder.add(*unit, brings_header);
    return builder.finish(IncludeFallback::restart_numbering).files.begin()->second.rewritten;
  };
  const std::string forced = "int f(void) { TELINJECT_FUNCTION(1, \"\", \"f()\")}\n";
  const std::string restarted = std::string(kIncludeLine) + "\n#line 1\n" + forced;
  CHECK(rewritten({{&with, true}}) == forced);
  CHECK(rewritten({{&with, true}, {&with, true}}) == forced);
  CHECK(rewritten({{&with, true}, {&without, false}}) == restarted);
  CHECK(rewritten({{&without, false}}) == restarted);
}

TEST_CASE("Plan: a file whose include was lost gets it again", "[plan]") {
  // What is left is the same as what the command line would have to complete.
  const std::string text = "int f(void) {}\n", left = "int f(void) { TELINJECT_FUNCTION(1, \"\", \"f()\")}\n";
  for (const std::string &on_disk :
       {left, "#line 1\n" + left, std::string(kIncludeLine) + "\n" + left, left + std::string(kIncludeLine) + "\n"}) {
    INFO(on_disk);
    const Project project(on_disk);
    const unsigned brace = static_cast<unsigned>(strip(on_disk).find('{'));
    const Plan plan = plan_of(project, {{site(project, brace + 1, "f")}});
    const std::string &rewritten = plan.files.begin()->second.rewritten;
    CHECK(rewritten != on_disk);
    CHECK(rewritten.find(kIncludeLine) < rewritten.find("TELINJECT_FUNCTION"));
    CHECK(strip(rewritten) == strip(on_disk));
  }
}

TEST_CASE("Plan: a text that could not be stripped to the byte is left alone", "[plan]") {
  // In a tree, with no line for the #include, the user's own `#line 1` looks like the one that restarts the numbering.
  const Project project("#line 1\nint f(void) {}\n");
  const Plan tree = plan_of(project, {{site(project, 20, "f")}}, {}, IncludeFallback::force_by_command_line);
  CHECK(tree.files.begin()->second.rewritten == "#line 1\nint f(void) {}\n");
  CHECK_FALSE(tree.files.begin()->second.needs_forced_include);
  CHECK(tree.sites[0].skip_reason == "not-strippable");
}
