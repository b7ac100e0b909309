// The figures of sites: what calls that were folded, and all calls of the process, come to.  docs/events.md, "Folded
// calls", has their meaning.  Used by the thread that holds the drain lock only; async-signal-safe.
#pragma once

#include "runtime/base/text.h"
#include "runtime/core/folded.h"

namespace telinject {

struct CachedSite;

// How often a branch of a conditional was taken.
struct BranchCount {
  Slice name; // "then", as the site has it
  std::uint64_t count = 0;
  BranchCount *next = nullptr;
};

struct SiteFigures {
  std::uint64_t calls = 0, errors = 0, total_ns = 0;
  std::int64_t self_ns = 0;
  std::uint64_t max_ns = 0, iterations = 0, changes = 0;
  BranchCount *branches = nullptr;
  std::uint32_t flags = 0; // of folded.h
  bool has_folded = false; // some of it was folded
  bool has_any() const {
    for (const BranchCount *branch = branches; branch; branch = branch->next)
      if (branch->count != 0)
        return true;
    return (calls | changes) != 0;
  }
};

// A site as readers see it: overloads of a function have one name.
struct SiteTotals {
  Slice key; // "ns::f", or "ns::f a.cpp:12" of a construct inside
  SiteFigures all;
  SiteFigures unattributed;             // the part that no exit names
  const SiteTotals *function = nullptr; // of a construct inside: its function's
  SiteTotals *older = nullptr;
};

// Finds or creates the totals of a function, or of a construct inside one.  Null if memory is short.
SiteTotals *find_site_totals(const CachedSite *site, const CachedSite *function);

// The most recent one; `older` leads to all others.
SiteTotals *newest_site_totals();

// Where figures get the counters of new branches.
struct BranchSource {
  BranchCount *(*take)(void *from); // returns a new counter, or null
  void *from;
  bool keeps_names; // the figures may live longer than the site
};
// The memory of the totals.
extern const BranchSource branches_of_totals;

// Adds what was folded.  site: of the record, for the name of a branch.
void add_folded(SiteFigures &to, const FoldedSite &folded, const CachedSite *site, const BranchSource &branches);
// Takes a part of what was added away again.
void subtract_folded(SiteFigures &from, const FoldedSite &folded, const CachedSite *site);
void add_branch(SiteFigures &to, const CachedSite *site, std::uint64_t count, const BranchSource &branches);

// All figures become 0, as they were reported.
void clear_site_totals();
// In a forked child, whose parent may have been changing them: their memory is not freed.
void abandon_site_totals();

} // namespace telinject
