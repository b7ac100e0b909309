// A hash table of rows by span and site: see folded_sums.h.
#include "runtime/backend/folded_sums.h"

#include "runtime/core/drop_counter.h"

#include <algorithm>

namespace telinject {

namespace {

constexpr Slice others_key = "other"; // docs/events.md

bool is_larger(const FoldedSums::Row *a, const FoldedSums::Row *b) {
  if (a->figures.total_ns != b->figures.total_ns)
    return a->figures.total_ns > b->figures.total_ns;
  if (a->figures.calls != b->figures.calls)
    return a->figures.calls > b->figures.calls;
  return a < b;
}

void add_figures(SiteFigures &to, const SiteFigures &f) {
  to.calls += f.calls;
  to.errors += f.errors;
  to.total_ns += f.total_ns;
  to.self_ns += f.self_ns;
  to.max_ns = std::max(to.max_ns, f.max_ns);
  to.iterations += f.iterations;
  to.changes += f.changes;
  to.flags |= f.flags;
  to.has_folded = true;
}

// The text that lives as long as the totals; empty: they have no such branch, because memory was short.
Slice kept_name(const SiteTotals *site, Slice name) {
  for (const BranchCount *b = site->all.branches; b; b = b->next)
    if (b->name == name)
      return b->name;
  return Slice();
}

} // namespace

// Returns what refers to the row: its index + 1; 0 if it is not there.
std::uint32_t *FoldedSums::find(std::uint32_t span, const SiteTotals *site) noexcept {
  const std::uint64_t key = reinterpret_cast<std::uintptr_t>(site) + (std::uint64_t{span} << 48);
  static_assert((capacity & (capacity - 1)) == 0);
  std::uint32_t *link = &tables_.buckets[(key * 0x9E3779B97F4A7C15u) >> 32 & (capacity - 1)];
  while (*link != 0 && (tables_.rows[*link - 1].span != span || tables_.rows[*link - 1].site != site))
    link = &tables_.rows[*link - 1].next;
  return link;
}

FoldedSums::Row *FoldedSums::row_for(std::uint32_t span, std::uint32_t &list, SiteTotals *site) noexcept {
  std::uint32_t *const link = find(span, site);
  if (*link != 0)
    return &tables_.rows[*link - 1];
  if (free_ == 0 && used_ == capacity)
    return nullptr;
  const std::uint32_t number = free_ != 0 ? free_ : ++used_;
  Row &row = tables_.rows[number - 1];
  free_ = free_ != 0 ? row.next : 0;
  row = {.span = span, .next = 0, .next_of_span = list, .site = site, .sites = 0, .figures = {}};
  *link = list = number;
  return &row;
}

void FoldedSums::add_branch(SiteFigures &to, Slice name, std::uint64_t count) noexcept {
  BranchCount **link = &to.branches;
  while (*link && (*link)->name.data != name.data)
    link = &(*link)->next;
  if (!*link) {
    if (!free_branches_ && used_branches_ == branch_capacity)
      return dropped_events.add(count);
    BranchCount *const branch = free_branches_ ? free_branches_ : &tables_.branches[used_branches_++];
    free_branches_ = free_branches_ ? free_branches_->next : nullptr;
    *branch = BranchCount();
    branch->name = name;
    *link = branch;
  }
  (*link)->count += count;
}

void FoldedSums::free_branches(SiteFigures &figures) noexcept {
  while (BranchCount *const branch = figures.branches) {
    figures.branches = branch->next;
    branch->next = free_branches_;
    free_branches_ = branch;
  }
}

// The row of all others has one number for all branches, whose name is empty.
void FoldedSums::merge(Row &row, const SiteFigures &figures, std::size_t sites) noexcept {
  add_figures(row.figures, figures);
  row.sites += sites;
  for (const BranchCount *b = figures.branches; b; b = b->next)
    if (b->count != 0)
      add_branch(row.figures, row.site ? kept_name(row.site, b->name) : Slice(), b->count);
}

void FoldedSums::add(std::uint32_t span, std::uint32_t &list, SiteTotals *site, const SiteFigures &figures,
                     std::size_t sites) noexcept {
  Row *row = row_for(span, list, site);
  if (!row && site) {
    row = row_for(span, list, nullptr);
    sites = 1;
  }
  if (!row)
    return dropped_events.add(figures.calls + figures.changes);
  merge(*row, figures, sites);
}

void FoldedSums::move(std::uint32_t &from, std::uint32_t to_span, std::uint32_t &to) noexcept {
  while (from != 0) {
    const std::uint32_t number = from;
    Row &row = tables_.rows[number - 1];
    from = row.next_of_span;
    *find(row.span, row.site) = row.next; // unlinks it
    if (std::uint32_t *const link = find(to_span, row.site); *link == 0) {
      row.span = to_span;
      row.next = 0;
      row.next_of_span = to;
      *link = to = number;
      continue;
    } else {
      merge(tables_.rows[*link - 1], row.figures, row.sites);
    }
    free_branches(row.figures);
    row.span = 0;
    row.next = free_;
    free_ = number;
  }
}

void FoldedSums::release(std::uint32_t &list) noexcept {
  while (list != 0) {
    const std::uint32_t number = list;
    Row &row = tables_.rows[number - 1];
    list = row.next_of_span;
    *find(row.span, row.site) = row.next;
    free_branches(row.figures);
    row.span = 0;
    row.next = free_;
    free_ = number;
  }
}

void FoldedSums::add_to_others(FoldedFigures &others, const Row &row) noexcept {
  others.sites += row.site ? 1 : std::max<std::size_t>(row.sites, 1);
  add_figures(others.figures, row.figures);
  for (const BranchCount *b = row.figures.branches; b; b = b->next) {
    if (!others.figures.branches)
      others.figures.branches = &(tables_.others_branch = BranchCount());
    tables_.others_branch.count += b->count;
  }
}

const FoldedFigures *FoldedSums::collect(std::uint32_t list, std::size_t named, std::size_t &count) noexcept {
  std::size_t size = 0;
  FoldedFigures others{.key = others_key, .site = nullptr, .figures = {}, .sites = 0};
  for (std::uint32_t number = list; number != 0; number = tables_.rows[number - 1].next_of_span) {
    const Row &row = tables_.rows[number - 1];
    // A function of that name must not have the key a second time.
    if (row.site && !(row.site->key == others_key))
      tables_.sorted[size++] = &row;
    else
      add_to_others(others, row);
  }
  std::sort(tables_.sorted, tables_.sorted + size, is_larger);
  count = std::min({size, named, max_named_sites});
  for (std::size_t i = 0; i < count; ++i) {
    const Row &row = *tables_.sorted[i];
    tables_.named[i] = {.key = row.site->key, .site = row.site, .figures = row.figures, .sites = 0};
  }
  for (std::size_t i = count; i < size; ++i)
    add_to_others(others, *tables_.sorted[i]);
  if (others.sites != 0)
    tables_.named[count++] = others;
  return tables_.named;
}

void FoldedSums::reset() noexcept {
  for (std::uint32_t &bucket : tables_.buckets)
    if (bucket != 0)
      bucket = 0;
  used_ = free_ = used_branches_ = 0;
  free_branches_ = nullptr;
}

} // namespace telinject
