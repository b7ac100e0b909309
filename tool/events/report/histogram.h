// Percentiles of durations in bounded memory: counts in buckets that grow with the value. Below 64 ns exact; above,
// each power of two has 32 buckets and the middle of one is told, so a percentile is off by at most 1/64 (1.6 %). No
// more than 15 KiB whatever the number of values; a bucket row is made when first needed, so usually under 3 KiB.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <memory>

namespace telinject::events {

class Histogram {
public:
  void add(std::uint64_t value) {
    const Slot slot = slot_of(value);
    if (!rows_[slot.row])
      rows_[slot.row] = std::make_unique<Row>();
    ++(*rows_[slot.row])[slot.column];
    minimum_ = count_ == 0 ? value : std::min(minimum_, value);
    maximum_ = std::max(maximum_, value);
    ++count_;
  }

  // The value at or below which `percent` (0 to 100) of the values lie (nearest rank); 0 of an empty histogram.
  std::uint64_t percentile(double percent) const {
    if (count_ == 0)
      return 0;
    auto rank = static_cast<std::uint64_t>(std::ceil(percent / 100 * static_cast<double>(count_)));
    rank = std::clamp<std::uint64_t>(rank, 1, count_);
    std::uint64_t seen = 0;
    for (unsigned row = 0; row < kRows; ++row) {
      if (!rows_[row])
        continue;
      for (unsigned column = 0; column < kColumns; ++column) {
        seen += (*rows_[row])[column];
        if (seen >= rank)
          return std::clamp(middle_of({row, column}), minimum_, maximum_);
      }
    }
    return maximum_;
  }

  std::uint64_t count() const { return count_; }

private:
  static constexpr unsigned kColumns = 32;
  static constexpr unsigned kRows = 60; // row 0: values below 32; row r: those with r + 5 bits
  using Row = std::array<std::uint64_t, kColumns>;
  struct Slot {
    unsigned row, column;
  };

  static Slot slot_of(std::uint64_t value) {
    if (value < kColumns)
      return {0, static_cast<unsigned>(value)};
    const auto row = static_cast<unsigned>(std::bit_width(value)) - 5;
    return {row, static_cast<unsigned>(value >> (row - 1)) & (kColumns - 1)};
  }
  static std::uint64_t middle_of(Slot slot) {
    if (slot.row == 0)
      return slot.column;
    const std::uint64_t low = std::uint64_t{kColumns + slot.column} << (slot.row - 1);
    return low + ((std::uint64_t{1} << (slot.row - 1)) >> 1);
  }

  std::array<std::unique_ptr<Row>, kRows> rows_;
  std::uint64_t count_ = 0, minimum_ = 0, maximum_ = 0;
};

} // namespace telinject::events
