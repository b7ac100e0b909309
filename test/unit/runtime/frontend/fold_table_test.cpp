// Tests the table of folded calls.
#include "catch.h"

#include "runtime/frontend/fold_table.h"

#include <memory>
#include <set>
#include <string>
#include <vector>

using namespace telinject;

namespace {

std::unique_ptr<FoldTable> empty_table() {
  return std::make_unique<FoldTable>(FoldTable());
}

const char *site(std::size_t i) {
  static const std::string text(10'000, ' ');
  return text.data() + i;
}

} // namespace

TEST_CASE("Fold table: a site has an entry for each span that it is folded into", "[folding]") {
  const auto table = empty_table();
  std::uint32_t first = 0, second = 0;
  FoldEntry *const a = table->add(1, site(0), first);
  FoldEntry *const b = table->add(2, site(0), second);
  FoldEntry *const c = table->add(1, site(1), first);
  CHECK(table->find(1, site(0)) == a);
  CHECK(table->find(2, site(0)) == b);
  CHECK(table->find(1, site(1)) == c);
  CHECK(table->find(2, site(1)) == nullptr);
  CHECK(table->at(first) == c);
  CHECK(table->at(c->next_of_owner) == a);
  CHECK(a->next_of_owner == 0);
  CHECK(table->at(second) == b);
}

TEST_CASE("Fold table: calls add up", "[folding]") {
  const auto table = empty_table();
  std::uint32_t list = 0;
  FoldEntry *const entry = table->add(1, site(0), list);
  entry->add(100, 40);
  entry->add(70, -5); // the calls inside are an estimate
  CHECK(entry->folded.calls == 2);
  CHECK(entry->folded.total == 170);
  CHECK(entry->folded.self == 35);
  CHECK(entry->folded.max == 100);
}

TEST_CASE("Fold table: entries that are freed are used again, and are found no more", "[folding]") {
  const auto table = empty_table();
  for (std::uint64_t round = 1; round < 20; ++round) {
    std::uint32_t list = 0;
    for (std::size_t i = 0; i < 1900; ++i)
      REQUIRE(table->add(round, site(i), list) != nullptr);
    CHECK(table->find(round, site(1234)) != nullptr);
    table->release(list, 1000);
    CHECK(table->find(round, site(0)) != nullptr); // the oldest are at the end of the list
    CHECK(table->find(round, site(1899)) == nullptr);
    table->release(list);
    CHECK(list == 0);
    CHECK(table->find(round, site(0)) == nullptr);
  }
}

TEST_CASE("Fold table: the entry of other sites takes every site of its span", "[folding]") {
  const auto table = empty_table();
  std::uint32_t list = 0;
  const FoldEntry *const one = table->add(1, site(1), list), *const others = table->add(1, site_of_others, list);
  CHECK(one->takes(1, site(1)));
  CHECK_FALSE(one->takes(1, site(2)));
  CHECK(others->takes(1, site(2)));
  CHECK_FALSE(others->takes(2, site(2)));
  CHECK_FALSE(others->is_of(1, site(2))); // a search finds only what belongs to the site itself
}

TEST_CASE("Fold table: a full table keeps room for one entry of other sites in each span", "[folding]") {
  const auto table = empty_table();
  std::uint32_t list = 0;
  std::size_t added = 0;
  while (table->add(1, site(added), list))
    ++added;
  CHECK(added > 1900);
  CHECK(added < FoldTable::capacity);
  std::uint32_t other = 0;
  FoldEntry *const others = table->add(2, site_of_others, other);
  REQUIRE(others != nullptr);
  CHECK(table->find(2, site_of_others) == others);
  CHECK(table->add(2, site(added), list) == nullptr); // no other site takes the room
  while (table->add(3, site_of_others, other)) {
  }
  CHECK(table->add(2, site(added), list) == nullptr);
  FoldEntry *const last = table->last_resort();
  last->add(10, 10);
  CHECK(table->last_resort()->folded.calls == 1);
  // Everything is found at the end, and only once.
  std::uint32_t all = table->take_all();
  std::set<const FoldEntry *> seen;
  for (std::uint32_t i = all; i != 0; i = table->at(i)->next_of_owner)
    seen.insert(table->at(i));
  CHECK(seen.size() == FoldTable::capacity + 1);
  CHECK(seen.count(last) == 1);
  table->release(all, FoldTable::capacity + 1);
  CHECK(all == 0);
  CHECK(table->take_all() == 0);
}
