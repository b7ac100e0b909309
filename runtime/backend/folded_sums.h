// Sums by span and site of what was folded before it is written (trace_folder.h).  Uses memory of a fixed size.
#pragma once

#include "runtime/formats/event.h"

#include <cstddef>
#include <cstdint>

namespace telinject {

// The most sites that an exit names; a row for all others follows them.
constexpr std::size_t max_named_sites = 256;

// Requires the drain lock; async-signal-safe.
class FoldedSums {
public:
  static constexpr std::uint32_t capacity = 32 * 1024;        // pairs of a span and a site
  static constexpr std::uint32_t branch_capacity = 32 * 1024; // of these, branches of conditionals

  struct Row {
    std::uint32_t span;         // its slot; 0: the row is free
    std::uint32_t next;         // in its bucket, or the next free one: index + 1
    std::uint32_t next_of_span; // index + 1
    SiteTotals *site;           // null: all sites that have no row of their own
    std::size_t sites;          // then: how many
    SiteFigures figures;
  };

  // All zero at the start; apart from the class, so that the library's file does not contain it.
  struct Tables {
    Row rows[capacity];
    std::uint32_t buckets[capacity]; // index + 1
    BranchCount branches[branch_capacity];
    const Row *sorted[capacity];
    FoldedFigures named[max_named_sites + 1];
    BranchCount others_branch;
  };

  explicit constexpr FoldedSums(Tables &tables) noexcept : tables_(tables) {}

  // Adds figures to those of a site in a span; the names of branches are those of the site's totals.  list: of the span,
  // 0 at first.  Without room for another row they count for the row of all others; if that is not there either, the
  // calls are dropped and counted.
  void add(std::uint32_t span, std::uint32_t &list, SiteTotals *site, const SiteFigures &figures,
           std::size_t sites = 0) noexcept;
  // Moves the sums of a span to another one.
  void move(std::uint32_t &from, std::uint32_t to_span, std::uint32_t &to) noexcept;
  void release(std::uint32_t &list) noexcept;
  // Returns the sums of a span, the largest first, valid until the next call.  named: at most so many sites have a name.
  const FoldedFigures *collect(std::uint32_t list, std::size_t named, std::size_t &count) noexcept;
  // In a forked child: nothing is there.
  void reset() noexcept;

private:
  std::uint32_t *find(std::uint32_t span, const SiteTotals *site) noexcept;
  Row *row_for(std::uint32_t span, std::uint32_t &list, SiteTotals *site) noexcept;
  void merge(Row &row, const SiteFigures &figures, std::size_t sites) noexcept;
  void add_branch(SiteFigures &to, Slice name, std::uint64_t count) noexcept;
  void free_branches(SiteFigures &figures) noexcept;
  void add_to_others(FoldedFigures &others, const Row &row) noexcept;

  Tables &tables_;
  std::uint32_t used_ = 0, free_ = 0; // rows that have been used; the first free one of them, index + 1
  std::uint32_t used_branches_ = 0;
  BranchCount *free_branches_ = nullptr;
};

} // namespace telinject
