// Sums by span and site, in the figures of `folded` (docs/events.md, "Folded calls").
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "tool/events/input/folded.h"

namespace telinject::events::fold {

class Names;

inline constexpr std::uint32_t kRest = 0;                  // the site of what has no site of its own (`other`)
inline constexpr std::size_t kMaxFoldedSites = 1000;       // in one exit, as the schema says
inline constexpr std::size_t kMaxFoldedBytes = 512 * 1024; // so that a line stays below kMaxLine

struct SiteSum {
  enum Flag : std::uint8_t {
    has_calls = 1,
    lacks_errors = 2,
    has_iterations = 4,
    has_changes = 8,
    self_estimated = 16,
    at_least = 32
  };
  std::uint32_t span = 0, site = 0;
  std::uint64_t calls = 0, errors = 0, total_ns = 0, self_ns = 0, max_ns = 0, iterations = 0, changes = 0;
  std::uint64_t sites = 0; // of the rest
  FoldLevel level = FoldLevel::folded;
  std::uint8_t flags = 0;

  auto key() const { return std::tuple(span, site); }
  void set(Flag flag) { flags = static_cast<std::uint8_t>(flags | flag); }
  bool has(Flag flag) const { return (flags & flag) != 0; }
  void merge(const SiteSum &more);
};

inline constexpr std::uint32_t kChange = 0; // instead of a branch: changes of a variable

struct BranchSum {
  std::uint32_t span = 0, site = 0, branch = 0;
  std::uint64_t count = 0;

  auto key() const { return std::tuple(span, site, branch); }
  void merge(const BranchSum &more) { count = add_saturating(count, more.count); }
};

// Rows of which those with the same key are merged from time to time, so that memory grows with the keys.
template <class Row> class MergedRows {
public:
  void add(const Row &row) {
    rows_.push_back(row);
    if (rows_.size() >= limit_) {
      merge();
      limit_ = std::max(kFirstLimit, rows_.size() * 2);
    }
  }
  // Call after the last row: sorts by key.
  void merge() {
    std::sort(rows_.begin(), rows_.end(), [](const Row &a, const Row &b) { return a.key() < b.key(); });
    std::size_t size = 0;
    for (const Row &row : rows_)
      if (size != 0 && rows_[size - 1].key() == row.key())
        rows_[size - 1].merge(row);
      else
        rows_[size++] = row;
    rows_.resize(size);
  }
  // The rows of a span, after merge().
  std::pair<const Row *, const Row *> of(std::uint32_t span) const {
    const auto begin = std::partition_point(rows_.begin(), rows_.end(), [&](const Row &r) { return r.span < span; });
    const auto end = std::partition_point(begin, rows_.end(), [&](const Row &r) { return r.span == span; });
    return {rows_.data() + (begin - rows_.begin()), rows_.data() + (end - rows_.begin())};
  }
  const std::vector<Row> &rows() const { return rows_; }
  void clear() { std::vector<Row>().swap(rows_); }

private:
  static constexpr std::size_t kFirstLimit = 100'000;
  std::vector<Row> rows_;
  std::size_t limit_ = kFirstLimit;
};

struct Sums {
  MergedRows<SiteSum> sites;
  MergedRows<BranchSum> branches;

  void merge() {
    sites.merge();
    branches.merge();
  }
  void clear() {
    sites.clear();
    branches.clear();
  }
};

// The sums of a span as a JSON object; empty if it has none. Sets has_rest if not every site has an entry.
std::string render_folded(const Sums &sums, const Names &names, std::uint32_t span, bool &has_rest,
                          std::size_t max_sites = kMaxFoldedSites);

} // namespace telinject::events::fold
