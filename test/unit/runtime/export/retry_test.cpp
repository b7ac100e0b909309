// What an answer means, and when the next try is made.
#include "catch.h"

#include "runtime/export/retry.h"

using namespace telinject;

TEST_CASE("Retry: only what may pass is tried again", "[export]") {
  for (const int status : {200, 202, 204, 299})
    CHECK(outcome_of(status) == Outcome::taken);
  for (const int status : {0, 429, 502, 503, 504})
    CHECK(outcome_of(status) == Outcome::retry);
  for (const int status : {100, 301, 302, 400, 401, 403, 404, 408, 413, 500, 501})
    CHECK(outcome_of(status) == Outcome::refused);
}

TEST_CASE("Retry: waits double up to a limit, are spread, and follow the receiver", "[export]") {
  constexpr std::int64_t ms = 1'000'000, s = 1'000 * ms;
  for (std::uint64_t random : {0ull, 1ull, 12345678901234567ull, ~0ull}) {
    std::int64_t top = 250 * ms;
    for (std::uint32_t failures = 1; failures < 40; ++failures, top = top * 2 < 30 * s ? top * 2 : 30 * s) {
      CHECK(backoff_ns(failures, random, 0) >= top / 2);
      CHECK(backoff_ns(failures, random, 0) < top);
    }
  }
  CHECK(backoff_ns(1, 1, 0) != backoff_ns(1, 2, 0));
  CHECK(backoff_ns(9, 1, 3) == 3 * s);
  CHECK(backoff_ns(1, 1, 1'000'000'000) == 600 * s);
}
