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
constexpr std::uint64_t settling = 90'000; // 30 us, in which a watch observes nothing yet

struct Dormancy {
  Dormancy() : state(load_state()), counts(std::make_unique<CallCounts>()) {
    store_state(state_on);
    budget_start(10, 1000);
    budget.hook_ticks = 150; // 3 GHz
    forget_site_states();
    advance(); // forgets the last test's
  }
  ~Dormancy() {
    forget_site_states();
    budget_start(0, 0);
    store_state(state);
  }
  std::uint64_t ticks() const { return static_cast<std::uint64_t>(now) * 3; }
  // The program runs all the time.
  std::int64_t advance() { return advance_watch(now, now, ticks()); }
  // Advances until something is watched.
  bool begins_watch() {
    for (int i = 0; i < 1000; ++i) {
      const std::uint32_t before = watch_number();
      observed_from = ticks() + settling;
      now += advance();
      if (watch_number() != before)
        return true;
    }
    return false;
  }
  int state;
  std::int64_t now = 1000 * ms;
  std::uint64_t observed_from = 0; // in ticks, of the last watch
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
  CHECK(dormancy.advance() == 0);

  REQUIRE(begin_dormancy(3));
  CHECK(sleeps(3));
  CHECK(telinject_asleep[1] == 0);
  WatchProgress progress;
  CHECK(watched_weight(progress, 3) == 0);
  REQUIRE(dormancy.begins_watch());
  CHECK_FALSE(sleeps(3));
  CHECK(sleeps(4));
  CHECK(watched_weight_at(progress, 3, nullptr, dormancy.observed_from) > 0);
  CHECK(watched_weight(progress, 4) == 0);
  dormancy.now += dormancy.advance();
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
    return watched_weight_at(progress, 3, nullptr, dormancy.observed_from);
  };
  // The program is observed for 10 us of its own time, first each millisecond.
  CHECK(weight() == 100);
  CHECK(weight() < 3 * 100);
  for (int i = 0; i < 10; ++i)
    weight();
  // Later, a single group is watched each 64 ms.
  const std::uint32_t last = weight();
  CHECK(last > 63 * 100);
  CHECK(last < 65 * 100);
}

namespace {

// The estimate, in percent of the truth, for a program that calls one function each `distance` ticks, and that runs for
// `share` percent of the time.  In a watch 150 ticks are added to that before the clock is read, and 100 behind.
std::uint64_t estimate_percent(std::uint64_t distance, std::int64_t share = 100) {
  constexpr std::uint64_t before = 150, behind = 100, watch_ticks = 250'000 * 3;
  constexpr std::uint32_t group = 3;
  Dormancy dormancy;
  REQUIRE(begin_dormancy(group));
  const std::int64_t begin = dormancy.now;
  std::uint64_t estimate = 0;
  WatchProgress progress;
  while (dormancy.now < begin + 4000 * ms) {
    const std::uint32_t last = watch_number();
    dormancy.now += advance_watch(dormancy.now, dormancy.now * share / 100, dormancy.ticks());
    advance_watch(dormancy.now, dormancy.now * share / 100, dormancy.ticks());
    if (watch_number() == last)
      continue;
    std::uint64_t now = dormancy.ticks();
    for (const std::uint64_t end = now + settling + watch_ticks; now < end; now += behind) {
      now += distance + before;
      estimate += watched_weight_at(progress, group, plain, now);
      progress.last_event = now + behind;
      for (; is_probe(progress, plain); now += before + behind) {
        note_probe_at(progress, now + before + behind);
        progress.last_event = now + before + behind + behind;
      }
      if (progress.probed) {
        progress.probed = nullptr;
        progress.is_after_probes = true;
      }
    }
  }
  CHECK(is_lower_bound(group) == (distance * 5 < distance + before));
  const auto run_ns = static_cast<std::uint64_t>((dormancy.now - begin) * share / 100);
  return estimate * 100 / (run_ns * 3 / distance);
}

} // namespace

TEST_CASE("Dormancy: what the hooks of a watch add does not count as the program's own time", "[dormancy]") {
  for (const std::uint64_t distance : {90, 300, 3000, 30'000}) {
    const std::uint64_t percent = estimate_percent(distance);
    INFO(distance << " ticks apart: " << percent << "%");
    CHECK(percent >= 90);
    CHECK(percent <= 105);
  }
}

TEST_CASE("Dormancy: where calls are nearer than a fifth of what hooks add the estimate is a lower bound",
          "[dormancy]") {
  for (const std::uint64_t distance : {3, 10, 30}) {
    const std::uint64_t percent = estimate_percent(distance);
    INFO(distance << " ticks apart: " << percent << "%");
    CHECK(percent >= 20);
    CHECK(percent <= 100);
  }
}

TEST_CASE("Dormancy: time in which the program has no processor counts for nothing", "[dormancy]") {
  const std::uint64_t percent = estimate_percent(300, 40);
  INFO(percent << "%");
  CHECK(percent >= 90);
  CHECK(percent <= 105);
}

TEST_CASE("Dormancy: what happens inside spans is watched apart from functions", "[dormancy]") {
  Dormancy dormancy;
  REQUIRE(begin_dormancy(inner_group));
  REQUIRE(dormancy.begins_watch());
  CHECK(telinject_asleep[1] == min_dormant_guard);
  CHECK(sleeps(0));
  WatchProgress progress;
  CHECK(watched_weight_at(progress, inner_group, nullptr, dormancy.observed_from) > 0);
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
    dormancy.now += ms;
    dormancy.advance();
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
