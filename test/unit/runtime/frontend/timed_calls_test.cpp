// Tests the times of counted functions, of which some calls are timed.
#include "catch.h"

#include "runtime/frontend/site_levels.h"

#include <memory>

using namespace telinject;

namespace {

constexpr std::int64_t timing = 40; // ticks that timing a call adds; a folded call 150

struct Timed {
  Timed() : state(std::make_unique<SiteState>()) { budget.hook_ticks = 150; }
  void note(int calls, std::int64_t total, std::int64_t self) {
    for (int i = 0; i < calls; ++i)
      state->note_timed(total + timing, self + timing);
  }
  std::unique_ptr<SiteState> state;
};

} // namespace

TEST_CASE("Timed calls: what timing adds is as much as the shortest function takes", "[timed]") {
  Timed tiny, other;
  tiny.note(100, 0, 0);
  other.note(100, 1000, 600);
  CHECK(timing_cost() == timing * 16);
  CHECK(other.state->total_of(1) == 1000);
  CHECK(other.state->total_of(3000) == 3'000'000);
  CHECK(other.state->self_part(1000) == 600);
}

TEST_CASE("Timed calls: an interrupted call does not change the average, not even the first one", "[timed]") {
  Timed tiny, first, later;
  tiny.note(100, 0, 0);
  first.note(1, 1'000'000, 1'000'000);
  first.note(300, 100, 100);
  CHECK(first.state->total_of(10) == 1000);
  later.note(300, 100, 100);
  later.note(1, 1'000'000, 1'000'000);
  CHECK(later.state->total_of(10) == 1000);
}

TEST_CASE("Timed calls: no function takes nothing itself, or more than all of it", "[timed]") {
  Timed tiny, outer, leaf;
  tiny.note(100, 0, 0);
  outer.note(100, 1000, -500); // estimated from the calls inside
  CHECK(outer.state->self_part(100'000) > 0);
  CHECK(outer.state->self_part(100'000) < 1000);
  Timed caller;
  caller.note(100, 1'000'000, -500'000);
  CHECK(caller.state->self_part(1'000'000'000) > 1000);
  leaf.note(100, 1000, 2000);
  CHECK(leaf.state->self_part(1000) == 1000);
}
