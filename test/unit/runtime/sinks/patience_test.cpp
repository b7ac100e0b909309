// Tests the waits for an output and the clock that ends them.
#include "catch.h"

#include "runtime/base/kernel_clock.h"
#include "runtime/base/sys.h"
#include "runtime/frontend/state.h"
#include "runtime/sinks/patience.h"

using namespace telinject;

namespace {

struct ShortTimeout {
  ShortTimeout() { config.exit_timeout_ms = 20; }
  ~ShortTimeout() {
    note_output_moves();
    config.exit_timeout_ms = 2000;
  }
};

void wait_until_over(Patience &patience) { // otherwise the test hangs
  while (!patience.is_over())
    sys::sleep_ns(1'000'000);
}

} // namespace

TEST_CASE("Patience: an output that takes nothing stands still until it moves", "[patience]") {
  const ShortTimeout timeout;
  CHECK(!output_stands_still());
  note_output_blocks();
  while (!output_stands_still())
    sys::sleep_ns(1'000'000);
  note_output_blocks(); // a second time, without the end of the first
  CHECK(output_stands_still());
  note_output_moves();
  CHECK(!output_stands_still());
}

TEST_CASE("Patience: each patience ends where nothing moves", "[patience]") {
  const ShortTimeout timeout;
  note_output_blocks();
  Patience moving = Patience::while_moving(), bounded = Patience::bounded(), timed = Patience::for_ns(1'000'000);
  wait_until_over(timed);
  wait_until_over(bounded);
  wait_until_over(moving);
  Patience late = Patience::bounded(); // the output is already known to stand still
  CHECK(late.is_over());
}

TEST_CASE("Patience: an output that moves now and then uses up a bounded patience, not the other", "[patience]") {
  const ShortTimeout timeout;
  Patience bounded = Patience::bounded();
  for (int i = 0; !bounded.is_over(); ++i) {
    REQUIRE(i < 100'000);
    note_output_blocks();
    sys::sleep_ns(1'000'000);
    note_output_moves();
  }
  Patience moving = Patience::while_moving();
  CHECK(!moving.is_over());
}

TEST_CASE("Patience: the kernel's clocks are those of the C library", "[clock]") {
  for (clockid_t clock : {CLOCK_MONOTONIC, CLOCK_REALTIME}) {
    timespec before, after;
    clock_gettime(clock, &before);
    const std::int64_t ns = kernel_clock_ns(clock);
    clock_gettime(clock, &after);
    CHECK(ns >= before.tv_sec * 1'000'000'000 + before.tv_nsec);
    CHECK(ns <= after.tv_sec * 1'000'000'000 + after.tv_nsec);
  }
}
