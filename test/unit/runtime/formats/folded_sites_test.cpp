// Tests how folded sites are sorted and summed up for a line.
#include "catch.h"

#include "runtime/formats/folded_sites.h"

#include <list>
#include <memory>
#include <string>
#include <vector>

using namespace telinject;

namespace {

// Sites named f0, f1, …
struct Sites {
  explicit Sites(std::size_t count) : sites(std::make_unique<FoldedSites>()), names(count), totals(count) {
    for (std::size_t i = 0; i < count; ++i) {
      names[i] = "f" + std::to_string(i);
      totals[i].key = Slice(names[i].data(), names[i].size());
    }
  }
  void add(std::size_t i, FoldKind kind, std::uint64_t calls, const char *branch = "") {
    CachedSite site;
    const std::string &head = heads.emplace_back(std::string("if ") + branch); // lives as long as the site's text
    site.site.codes = Slice(head.data(), head.size());
    sites->add(&totals[i],
               {.site = "",
                .function_site = "",
                .kind = kind,
                .flags = 0,
                .calls = calls,
                .errors = calls / 2,
                .total = 0,
                .self = 0,
                .max = 0,
                .iterations = 0,
                .written_late = 0},
               &site);
  }
  const FoldedFigures &at(std::size_t i) const { return sites->begin()[i]; }
  std::unique_ptr<FoldedSites> sites;
  std::vector<std::string> names;
  std::list<std::string> heads;
  std::vector<SiteTotals> totals;
};

bool is(Slice text, const char *expected) {
  return text == Slice::of(expected);
}

} // namespace

TEST_CASE("Folded sites: sites of one name are one", "[folding]") {
  Sites s(2);
  s.add(0, FoldKind::function, 4);
  s.add(0, FoldKind::function, 6);
  s.add(1, FoldKind::change, 5);
  REQUIRE(s.sites->count() == 2);
  CHECK(s.at(0).figures.calls == 10);
  CHECK(s.at(0).figures.errors == 5);
  CHECK(s.at(1).figures.changes == 5);
  CHECK(s.at(1).figures.calls == 0);
}

TEST_CASE("Folded sites: a line names the largest, and has the sum of the others", "[folding]") {
  Sites s(5);
  for (std::size_t i = 0; i < 5; ++i)
    s.add(i, FoldKind::function, i + 1);
  s.sites->limit_to(2, nullptr);
  REQUIRE(s.sites->count() == 3);
  CHECK(is(s.at(0).key, "f4"));
  CHECK(is(s.at(1).key, "f3"));
  CHECK(is(s.at(2).key, "other"));
  CHECK(s.at(2).sites == 3);
  CHECK(s.at(2).figures.calls == 1 + 2 + 3);
}

TEST_CASE("Folded sites: a function called `other` is among the others", "[folding]") {
  Sites s(3);
  s.totals[1].key = "other";
  s.add(0, FoldKind::function, 1);
  s.add(1, FoldKind::function, 7);
  s.add(2, FoldKind::function, 2);
  s.sites->limit_to(32, nullptr);
  REQUIRE(s.sites->count() == 3);
  CHECK(is(s.at(2).key, "other"));
  CHECK(s.at(2).figures.calls == 7);
  CHECK_FALSE(is(s.at(0).key, "other"));
  CHECK_FALSE(is(s.at(1).key, "other"));
}

TEST_CASE("Folded sites: what did not fit into the exit record is in its line", "[folding]") {
  const auto excess = std::make_unique<ExcessSites>();
  Sites first(3), exit(1);
  first.add(0, FoldKind::function, 1);
  first.add(1, FoldKind::function, 2);
  first.add(2, FoldKind::branch, 9, "then");
  excess->add(77, *first.sites);
  excess->add(77, *first.sites);
  excess->add(78, *first.sites);
  CHECK(excess->take(79) == nullptr);
  exit.add(0, FoldKind::function, 100);
  exit.sites->limit_to(32, excess->take(77));
  CHECK(excess->take(77) == nullptr); // taken once
  REQUIRE(exit.sites->count() == 2);
  CHECK(exit.at(1).sites == 6);
  CHECK(exit.at(1).figures.calls == 6);
  REQUIRE(exit.at(1).figures.branches != nullptr);
  CHECK(exit.at(1).figures.branches->count == 18);
}

TEST_CASE("Folded sites: branches of one conditional are counted by name", "[folding]") {
  Sites s(1);
  s.add(0, FoldKind::branch, 3, "then");
  s.add(0, FoldKind::branch, 4, "else");
  s.add(0, FoldKind::branch, 5, "then");
  REQUIRE(s.sites->count() == 1);
  std::size_t kinds = 0, sum = 0;
  for (const BranchCount *branch = s.at(0).figures.branches; branch; branch = branch->next) {
    ++kinds;
    sum += branch->count;
  }
  CHECK(kinds == 2);
  CHECK(sum == 12);
}
