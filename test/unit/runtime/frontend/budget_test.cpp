// Tests the budget of lines.
#include "catch.h"

#include "runtime/frontend/budget.h"

using namespace telinject;

namespace {

// One tick is a nanosecond.
struct Lines {
  explicit Lines(std::uint64_t per_second, std::uint32_t percent = 10) {
    budget.window_end = 0;
    budget_start(percent, per_second);
    budget_reset_for_child();
    budget_set_speed({}, 0);
  }
  ~Lines() {
    budget_start(0, 0);
    budget.window_end = 0;
  }
  static std::uint64_t take_all() {
    std::uint64_t sum = 0;
    while (const std::uint32_t taken = budget_take(64))
      sum += taken;
    return sum;
  }
};

constexpr std::uint64_t second = 1'000'000'000, window = second / 1000 * budget_window_ms;

} // namespace

TEST_CASE("Budget: the first burst is as large as the lines of a second, to the line", "[budget]") {
  const Lines lines(1000);
  CHECK(budget_is_in_burst());
  CHECK(budget.share == ~0u);
  CHECK(Lines::take_all() == 1000);
  CHECK_FALSE(budget_is_in_burst());
}

TEST_CASE("Budget: without a limit every line is granted", "[budget]") {
  const Lines lines(0);
  for (int i = 0; i < 1000; ++i)
    CHECK(budget_take(1'000'000) == 1'000'000);
}

TEST_CASE("Budget: the pool is refilled over time, up to its size", "[budget]") {
  const Lines lines(1000);
  budget_advance(window); // the first window begins
  Lines::take_all();
  const std::uint32_t before = budget.window;
  budget_advance(2 * window - 1);
  CHECK(budget.window == before);
  CHECK(Lines::take_all() == 0);
  budget_advance(2 * window);
  CHECK(budget.window == before + 1);
  CHECK(Lines::take_all() == 10); // a window's part of 1,000 a second
  budget_advance(2 * window + 100 * second);
  CHECK(Lines::take_all() == 1000);
}

TEST_CASE("Budget: no site gets all lines of a window", "[budget]") {
  const Lines lines(100'000);
  budget_advance(window);
  Lines::take_all();
  for (int i = 0; i < 9; ++i)
    budget_note_site();
  budget_advance(2 * window); // 1,000 lines for ten sites, two for each call, half of them at once
  CHECK(budget.share == 25);
  budget_advance(3 * window); // no site was active
  CHECK(budget.share > 250);
}

TEST_CASE("Budget: urgent lines have a reserve", "[budget]") {
  const Lines lines(1000);
  Lines::take_all();
  CHECK(budget_take(2) == 0);
  std::uint64_t urgent = 0;
  while (budget_take(2, true) == 2)
    urgent += 2;
  CHECK(urgent == 250);
}

TEST_CASE("Budget: lines that were not used go back", "[budget]") {
  const Lines lines(1000);
  Lines::take_all();
  budget_give_back(64);
  CHECK(Lines::take_all() == 64);
}

TEST_CASE("Budget: the rate of lines follows the CPU time that they cost", "[budget]") {
  const Lines lines(100'000, 25); // of which 40 % are for lines
  const auto lines_of_second = [](std::uint64_t at) {
    Lines::take_all();
    budget_advance(at);
    return Lines::take_all();
  };
  budget_advance(second);
  CHECK(lines_of_second(3 * second) == 100'000);
  // 40 % of the program's time went into lines, four times what is allowed: half the lines, then a quarter.
  budget_note_cpu(1'400'000'000, 400'000'000, 100'000);
  CHECK(lines_of_second(5 * second) == 50'000);
  budget_note_cpu(2'600'000'000, 600'000'000, 150'000);
  CHECK(lines_of_second(7 * second) == 25'000);
  // Now they cost 10 %: it stays.
  budget_note_cpu(3'700'000'000, 700'000'000, 175'000);
  CHECK(lines_of_second(9 * second) == 25'000);
  // They cost nothing: up again, by at most a factor of two each time, to the limit.
  for (const std::uint64_t expected : {50'000u, 100'000u, 100'000u}) {
    static std::uint64_t time = 4'000'000'000, at = 9 * second, written = 200'000;
    budget_note_cpu(time += 1'000'000'000, 700'000'000, ++written);
    CHECK(lines_of_second(at += 2 * second) == expected);
  }
}

TEST_CASE("Budget: a forked child has a burst of its own", "[budget]") {
  const Lines lines(1000);
  Lines::take_all();
  budget_reset_for_child();
  CHECK(budget_is_in_burst());
  CHECK(Lines::take_all() == 1000);
}

TEST_CASE("Budget: before the speed of the clock is known, no span is slow", "[budget]") {
  const Budget fresh;
  CHECK(fresh.slow_ticks == ~std::uint64_t{0}); // 2^32 ticks are about a second
}
