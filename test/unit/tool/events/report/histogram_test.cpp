// Percentiles against exact ones.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

#include "catch.h"
#include "tool/events/report/histogram.h"

using telinject::events::Histogram;

TEST_CASE("Histogram: an empty histogram", "[histogram]") {
  CHECK(Histogram().percentile(50) == 0);
}

TEST_CASE("Histogram: one value is every percentile, exactly", "[histogram]") {
  for (const std::uint64_t value :
       {std::uint64_t{0}, std::uint64_t{63}, std::uint64_t{123'456'789}, std::numeric_limits<std::uint64_t>::max()}) {
    Histogram h;
    h.add(value);
    CHECK(h.percentile(0) == value);
    CHECK(h.percentile(50) == value);
    CHECK(h.percentile(100) == value);
  }
}

TEST_CASE("Histogram: small values are exact", "[histogram]") {
  Histogram h;
  for (std::uint64_t i = 1; i <= 63; ++i)
    h.add(i);
  for (unsigned i = 1; i <= 63; ++i)
    CHECK(h.percentile(100.0 * (i - 0.5) / 63) == i);
}

TEST_CASE("Histogram: percentiles are within 1/64 of the exact ones", "[histogram]") {
  std::mt19937_64 random(7);
  Histogram h;
  std::vector<std::uint64_t> values;
  for (int i = 0; i < 100'000; ++i) {
    const auto value = static_cast<std::uint64_t>(std::exp(std::uniform_real_distribution<>(0, 43)(random)));
    values.push_back(value);
    h.add(value);
  }
  std::sort(values.begin(), values.end());
  for (const double p : {0.1, 1.0, 25.0, 50.0, 75.0, 95.0, 99.0, 99.9}) {
    const auto rank = static_cast<std::size_t>(std::ceil(p / 100 * static_cast<double>(values.size())));
    const auto exact = static_cast<double>(values[rank - 1]);
    const auto estimate = static_cast<double>(h.percentile(p));
    INFO(p << "% exact " << exact << " estimate " << estimate);
    CHECK(std::fabs(estimate - exact) <= exact / 64 + 0.5);
  }
  CHECK(h.count() == 100'000);
}
