// Tests what sleeps and when it is watched.
#include "catch.h"

#include "runtime/frontend/dormancy.h"
#include "runtime/frontend/site_levels.h"
#include "runtime/frontend/span_stack.h"
#include "runtime/frontend/state.h"

#include <memory>

using namespace telinject;

namespace {

constexpr std::int64_t ms = 1'000'000;

struct Dormancy {
  Dormancy() : state(load_state()), counts(std::make_unique<CallCounts>()) {
    store_state(state_on);
    budget_start(10, 1000);
    budget.hook_ticks = 75; // 3 GHz
    forget_site_states();
    advance_watch(now); // forgets the last test's
  }
  ~Dormancy() {
    forget_site_states();
    budget_start(0, 0);
    store_state(state);
  }
  // Advances until something is watched.
  bool begins_watch() {
    for (int i = 0; i < 1000; ++i) {
      const std::uint32_t before = watch_number();
      now += advance_watch(now);
      if (watch_number() != before)
        return true;
    }
    return false;
  }
  int state;
  std::int64_t now = 1000 * ms;
  std::unique_ptr<CallCounts> counts;
};

bool sleeps(std::uint32_t group) {
  return (telinject_asleep[0] & 1 << group) != 0;
}

// Sites are told apart by their address, names by their text.
const char plain[] = "i\nC\nf.c:1\nplain(a)", coroutine[] = " coroutine\nC++\nf.cpp:1\nwaits()";

} // namespace

TEST_CASE("Dormancy: nothing sleeps at first, and a group sleeps but for its watches", "[dormancy]") {
  Dormancy dormancy;
  CHECK(all_awake());
  CHECK(telinject_asleep[0] == 0);
  CHECK(telinject_asleep[1] == min_dormant_guard);
  CHECK(advance_watch(dormancy.now) == 0);

  REQUIRE(begin_dormancy(3));
  CHECK(sleeps(3));
  CHECK(telinject_asleep[1] == 0);
  WatchProgress progress;
  CHECK(watched_weight(progress, 3) == 0);
  REQUIRE(dormancy.begins_watch());
  CHECK_FALSE(sleeps(3));
  CHECK(sleeps(4));
  CHECK(watched_weight(progress, 3) > 0);
  CHECK(watched_weight(progress, 4) == 0);
  dormancy.now += advance_watch(dormancy.now);
  CHECK(sleeps(3));
  CHECK(watched_weight(progress, 3) == 0);

  end_dormancy();
  CHECK(all_awake());
  CHECK_FALSE(sleeps(3));
}

TEST_CASE("Dormancy: an event in a watch stands for the time since the last watch", "[dormancy]") {
  Dormancy dormancy;
  REQUIRE(begin_dormancy(3));
  const auto weight = [&] {
    REQUIRE(dormancy.begins_watch());
    WatchProgress progress;
    return watched_weight(progress, 3);
  };
  // The program is observed for 10 us of its own time, first each millisecond.
  CHECK(weight() <= 101);
  CHECK(weight() < 3 * 100);
  for (int i = 0; i < 10; ++i)
    weight();
  // Later, a single group is watched each 64 ms.
  const std::uint32_t last = weight();
  CHECK(last > 63 * 100);
  CHECK(last < 65 * 100);
}

TEST_CASE("Dormancy: what happens inside spans is watched apart from functions", "[dormancy]") {
  Dormancy dormancy;
  REQUIRE(begin_dormancy(inner_group));
  REQUIRE(dormancy.begins_watch());
  CHECK(telinject_asleep[1] == min_dormant_guard);
  CHECK(sleeps(0));
  WatchProgress progress;
  CHECK(watched_weight(progress, inner_group) > 0);
}

TEST_CASE("Dormancy: nothing sleeps while no writer would wake it", "[dormancy]") {
  Dormancy dormancy;
  store_state(state_synchronous);
  CHECK_FALSE(begin_dormancy(3));
  CHECK(all_awake());
}

TEST_CASE("Dormancy: a function sleeps by its word, but no coroutine, and none that was a root", "[dormancy]") {
  Dormancy dormancy;
  SiteCalls *const calls = dormancy.counts->find_function(plain);
  int word = 0;
  let_sleep(calls);
  CHECK(calls->level == SiteLevel::dormant);
  update_word(&word, calls, plain);
  CHECK((word & telinject_asleep[0]) != 0);
  reset_site_levels();
  begin_site_window(calls);
  update_word(&word, calls, plain);
  CHECK(word == 0);

  calls->state->is_important = true;
  let_sleep(calls);
  CHECK(calls->level == SiteLevel::recorded);
  SiteCalls *const waits = dormancy.counts->find_function(coroutine);
  let_sleep(waits);
  CHECK(waits->level == SiteLevel::recorded);
}

TEST_CASE("Dormancy: a function that is hardly called any more is counted again", "[dormancy]") {
  Dormancy dormancy;
  SiteCalls *const calls = dormancy.counts->find_function(plain);
  let_sleep(calls);
  const auto watch = [&](int events) {
    advance_watch(dormancy.now += ms);
    REQUIRE(dormancy.begins_watch());
    for (int i = 0; i < events; ++i)
      note_watched(calls);
  };
  // 13,333 events may be counted in a window of 10 ms, 416 of them of a function with a small part; one in 10 us is a
  // thousand.
  watch(10);
  watch(1);
  watch(1);
  CHECK(calls->level == SiteLevel::dormant);
  watch(0);
  watch(0);
  watch(1); // one in 30 us
  CHECK(calls->level == SiteLevel::counted);
}

TEST_CASE("Dormancy: a guard has the handle of its span, whether it is awake, dormant or never observed",
          "[dormancy]") {
  for (const int handle : {1, 0x20001, static_cast<int>(SpanStack::max_handle)}) {
    CHECK(handle_of(handle) == handle);
    CHECK(handle_of(dormant_guard(handle)) == handle);
    CHECK(handle_of(blind_guard(handle)) == handle);
    CHECK(dormant_guard(handle) > min_dormant_guard);
    CHECK(blind_guard(handle) < min_dormant_guard);
  }
  CHECK(handle_of(0) == 0);
}
