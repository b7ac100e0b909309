// Sorts and sums up folded sites: see folded_sites.h.
#include "runtime/formats/folded_sites.h"

#include <utility>

namespace telinject {

namespace {

constexpr Slice rest_key = "other"; // decisions.md

bool is_larger(const SiteFigures &a, const SiteFigures &b) {
  return a.total_ns != b.total_ns ? a.total_ns > b.total_ns : a.calls > b.calls;
}

void add_to_sum(FoldedFigures &to, const SiteFigures &f, std::size_t sites, BranchCount &branches) {
  to.sites += sites;
  to.figures.calls += f.calls;
  to.figures.errors += f.errors;
  to.figures.total_ns += f.total_ns;
  to.figures.self_ns += f.self_ns;
  to.figures.max_ns = f.max_ns > to.figures.max_ns ? f.max_ns : to.figures.max_ns;
  to.figures.iterations += f.iterations;
  to.figures.changes += f.changes;
  to.figures.flags |= f.flags;
  to.figures.has_folded = true;
  for (const BranchCount *b = f.branches; b; b = b->next) {
    if (!to.figures.branches)
      to.figures.branches = &(branches = BranchCount());
    branches.count += b->count;
  }
}

} // namespace

void FoldedSites::add(const SiteTotals *totals, const FoldedSite &folded, const CachedSite *site) {
  const auto take_branch = [](void *from) -> BranchCount * {
    auto &sites = *static_cast<FoldedSites *>(from);
    return sites.branches_ == max_folded_sites ? nullptr : &(sites.branch_memory_[sites.branches_++] = BranchCount());
  };
  if (SiteFigures *const figures = figures_of(totals))
    add_folded(*figures, folded, site, {.take = take_branch, .from = this, .keeps_names = false});
}

SiteFigures *FoldedSites::figures_of(const SiteTotals *totals) {
  for (std::size_t i = 0; i < count_; ++i)
    if (sites_[i].site == totals)
      return &sites_[i].figures;
  if (count_ == max_folded_sites)
    return nullptr;
  sites_[count_] = {.key = totals->key, .site = totals, .figures = {}, .sites = 0};
  return &sites_[count_++].figures;
}

void FoldedSites::mark_unobserved() {
  for (std::size_t i = 0; i < count_; ++i)
    for (std::size_t k = 0; sites_[i].site->function && k < count_; ++k)
      if (sites_[k].site == sites_[i].site->function)
        sites_[i].figures.flags |= sites_[k].figures.flags & fold_levels;
}

std::size_t FoldedSites::largest_from(std::size_t begin) const {
  std::size_t largest = begin;
  for (std::size_t i = begin + 1; i < count_; ++i)
    if (is_larger(sites_[i].figures, sites_[largest].figures))
      largest = i;
  return largest;
}

void FoldedSites::limit_to(std::size_t named, const FoldedFigures *excess) {
  std::size_t end = 0;
  for (; end < count_ && end < named; ++end)
    std::swap(sites_[end], sites_[largest_from(end)]);
  for (std::size_t i = 0; i < end; ++i)
    if (sites_[i].key == rest_key) { // a function of that name must not have the key a second time
      std::swap(sites_[i], sites_[--end]);
      break;
    }
  if (end == count_ && !excess)
    return;
  FoldedFigures others{.key = rest_key, .site = nullptr, .figures = {}, .sites = 0};
  for (std::size_t i = end; i < count_; ++i)
    add_to_sum(others, sites_[i].figures, 1, others_branch_);
  if (excess)
    add_to_sum(others, excess->figures, excess->sites, others_branch_);
  sites_[end] = others;
  count_ = end + 1;
}

void FoldedSites::add_to(FoldedFigures &sum, BranchCount &branches) const {
  for (std::size_t i = 0; i < count_; ++i)
    add_to_sum(sum, sites_[i].figures, 1, branches);
}

void ExcessSites::add(std::uint64_t span, const FoldedSites &sites) {
  std::size_t at = 0;
  while (at < max_spans && spans_[at] != span)
    ++at;
  if (at == max_spans) {
    at = next_ = (next_ + 1) % max_spans;
    spans_[at] = span;
    sums_[at] = {.key = rest_key, .site = nullptr, .figures = {}, .sites = 0};
  }
  sites.add_to(sums_[at], branches_[at]);
}

const FoldedFigures *ExcessSites::take(std::uint64_t span) {
  for (std::size_t i = 0; i < max_spans; ++i)
    if (spans_[i] == span) {
      spans_[i] = 0;
      return &sums_[i];
    }
  return nullptr;
}

} // namespace telinject
