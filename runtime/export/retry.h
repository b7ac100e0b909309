// Decides what an answer of the receiver means, and when to try again (OTLP's rules, which fit any receiver).
#pragma once

#include <cstdint>

namespace telinject {

enum class Outcome : unsigned char {
  taken,
  refused, // for good: sending the same again does not help
  retry,
};

// status: of HTTP; 0: no response.
constexpr Outcome outcome_of(int status) {
  if (status >= 200 && status < 300)
    return Outcome::taken;
  const bool passes = status == 429 || status == 502 || status == 503 || status == 504;
  return status == 0 || passes ? Outcome::retry : Outcome::refused;
}

// The time until the next try after that number of failures in a row: doubled each time, of which a random part of the
// second half is taken, so that many senders do not come at once.  retry_after_s: what the receiver has asked for.
constexpr std::int64_t backoff_ns(std::uint32_t failures, std::uint64_t random, long retry_after_s) {
  constexpr std::int64_t first_ns = 250'000'000, longest_ns = 30'000'000'000;
  constexpr long longest_asked_s = 600;
  if (retry_after_s > 0)
    return std::int64_t{1'000'000'000} * (retry_after_s < longest_asked_s ? retry_after_s : longest_asked_s);
  const std::uint32_t doublings = failures > 1 ? failures - 1 : 0;
  const std::int64_t doubled = doublings < 7 ? first_ns << doublings : longest_ns;
  const std::int64_t ns = doubled < longest_ns ? doubled : longest_ns;
  return ns / 2 + static_cast<std::int64_t>(random % static_cast<std::uint64_t>(ns / 2));
}

} // namespace telinject
