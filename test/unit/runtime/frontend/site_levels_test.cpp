// Tests the levels of sites.
#include "catch.h"

#include "runtime/frontend/site_levels.h"

#include <memory>
#include <set>

using namespace telinject;

namespace {

// Five percent of the time of a function may go to hooks: half of the budget.  They cost 100 ticks each.
struct Levels {
  Levels() : counts(std::make_unique<CallCounts>()) {
    budget_start(10, 1000);
    while (budget_take(64) != 0) { // the first burst is over
    }
    budget.hook_ticks = 100;
    forget_site_states();
  }
  ~Levels() {
    budget_start(0, 0);
    forget_site_states();
  }
  // Observes a number of calls with that time of their own and so many inner hooks.
  SiteCalls *observe(const char *site, int calls, std::uint64_t self, std::uint32_t hooks = 0) {
    for (int i = 0; i < calls; ++i)
      counts->find_function(site)->note(self, hooks);
    return counts->find_function(site);
  }
  std::unique_ptr<CallCounts> counts;
};

const char tiny[] = "", large[] = "?", looping[] = "??";

} // namespace

TEST_CASE("Site levels: a function whose hooks cost more than the budget is counted", "[levels]") {
  Levels levels;
  // 2,050 ticks, of which 100 are the hooks': more than a twentieth of the 1,950 that are left.
  CHECK(levels.observe(tiny, 512, 2050)->level == SiteLevel::counted);
  CHECK(levels.observe(large, 5120, 2200)->level == SiteLevel::recorded);
  // The hooks inside count too: 30 of them cost 3,000 of 24,000 ticks.
  CHECK(levels.observe(looping, 512, 24'000, 30)->level == SiteLevel::counted);
}

TEST_CASE("Site levels: no function is counted in the first burst", "[levels]") {
  Levels levels;
  budget_start(10, 1000);
  CHECK(levels.observe(tiny, 5120, 1)->level == SiteLevel::recorded);
  while (budget_take(64) != 0) {
  }
  CHECK(levels.observe(tiny, 64, 1)->level == SiteLevel::counted);
}

TEST_CASE("Site levels: no function is counted without a budget of time", "[levels]") {
  Levels levels;
  budget_start(0, 1000);
  CHECK(levels.observe(tiny, 5120, 1)->level == SiteLevel::recorded);
}

TEST_CASE("Site levels: a counted function that turns out to run for longer is recorded again", "[levels]") {
  Levels levels;
  REQUIRE(levels.observe(tiny, 512, 200)->level == SiteLevel::counted);
  CHECK(levels.observe(tiny, 64, 3000)->level == SiteLevel::counted); // between a half and the whole of the budget
  CHECK(levels.observe(tiny, 64, 5000)->level == SiteLevel::recorded);
}

TEST_CASE("Site levels: all threads see the level of a site, and a site that is forgotten begins anew", "[levels]") {
  Levels levels;
  REQUIRE(levels.observe(tiny, 512, 200)->state == find_site_state(tiny));
  auto other = std::make_unique<CallCounts>();
  CHECK(other->find_function(tiny)->level == SiteLevel::counted);
  CHECK(other->find_function(large)->level == SiteLevel::recorded);
  forget_site_states();
  levels.counts->forget();
  CHECK(levels.counts->find_function(tiny)->level == SiteLevel::recorded);
}

TEST_CASE("Site levels: the first calls of a function in the process are promised once", "[levels]") {
  Levels levels;
  auto other = std::make_unique<CallCounts>();
  CHECK(levels.counts->find_function(tiny)->first_calls == SiteCalls::promised_first_calls);
  CHECK(other->find_function(tiny)->first_calls == 0);
  CHECK(levels.counts->find_inner(large)->first_calls == 0);
}

TEST_CASE("Site levels: the gaps between timed calls vary around 32, and around 128 after 255 of them", "[levels]") {
  Levels levels;
  SiteCalls *const calls = levels.counts->find_function(tiny);
  const auto check_gaps = [&](int rounds, std::uint32_t average) {
    std::set<std::uint32_t> gaps;
    std::uint64_t sum = 0;
    for (int i = 0; i < rounds; ++i) {
      calls->note(static_cast<std::uint64_t>(i), 0);
      choose_next_timed(calls);
      CHECK(calls->calls_until_timed == calls->calls_per_timed);
      gaps.insert(calls->calls_per_timed);
      sum += calls->calls_per_timed;
    }
    CHECK(*gaps.begin() >= 1);
    CHECK(*gaps.rbegin() < 2 * average);
    CHECK(gaps.size() > average / 2);
    CHECK(sum > static_cast<std::uint64_t>(rounds) * average * 9 / 10);
    CHECK(sum < static_cast<std::uint64_t>(rounds) * average * 11 / 10);
  };
  check_gaps(254, 32);
  choose_next_timed(calls);
  check_gaps(10'000, 128);
}
