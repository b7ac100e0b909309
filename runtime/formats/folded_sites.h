// Gathers what was folded into one span, for the line of its exit.  Used by the thread that holds the drain lock only;
// async-signal-safe.
#pragma once

#include "runtime/formats/event.h"

namespace telinject {

// The sites of one exit.  An object is large and has no constructor that runs: make it static.
class FoldedSites {
public:
  void clear() { count_ = branches_ = 0; }
  // Adds a folded site; sites beyond the most that a record holds are left out.  totals: of its key.
  void add(const SiteTotals *totals, const FoldedSite &folded, const CachedSite *site);
  // Marks what happened inside functions that were counted: it was not observed.
  void mark_unobserved();
  // Sorts the largest to the front, and sums up the others as one.  excess: null, or the sum of sites that are not here.
  void limit_to(std::size_t named, const FoldedFigures *excess);
  // Adds all of them to a sum, whose branches have that counter.
  void add_to(FoldedFigures &sum, BranchCount &branches) const;

  const FoldedFigures *begin() const { return sites_; }
  std::size_t count() const { return count_; }

private:
  SiteFigures *figures_of(const SiteTotals *totals);
  std::size_t largest_from(std::size_t begin) const;

  FoldedFigures sites_[max_folded_sites + 1];
  BranchCount branch_memory_[max_folded_sites], others_branch_;
  std::size_t count_ = 0, branches_ = 0;
};

// Sums of the sites that did not fit into the exit record of their span, from the records before it.
class ExcessSites {
public:
  void add(std::uint64_t span, const FoldedSites &sites);
  // Returns the sum of a span, or null.  It stays valid until the next call of add.
  const FoldedFigures *take(std::uint64_t span);

private:
  static constexpr std::size_t max_spans = 64; // threads may write exits at once
  std::uint64_t spans_[max_spans] = {};        // 0: unused
  FoldedFigures sums_[max_spans];
  BranchCount branches_[max_spans];
  std::size_t next_ = 0;
};

} // namespace telinject
