// A hash table of totals by key: see site_totals.h.
#include "runtime/formats/site_totals.h"

#include "runtime/base/arena.h"
#include "runtime/base/json_text.h"
#include "runtime/core/clock.h"
#include "runtime/formats/site_cache.h"

#include <cstring>

namespace telinject {

namespace {

constexpr std::size_t max_key = 1024 + 2048; // a function's name and a file's
constexpr std::size_t table_size = 4096;     // lists

struct Entry : SiteTotals {
  Entry *next = nullptr;
};

constinit Arena arena;
constinit Entry *lists[table_size];
constinit Entry *newest = nullptr;

std::size_t hash(Slice key) {
  std::uint64_t h = 14695981039346656037u;
  for (std::size_t i = 0; i < key.size; ++i)
    h = (h ^ static_cast<unsigned char>(key.data[i])) * 1099511628211u;
  return static_cast<std::size_t>(h >> 40) % table_size;
}

Entry *find(Slice key) {
  Entry *&list = lists[hash(key)];
  for (Entry *e = list; e; e = e->next)
    if (e->key == key)
      return e;
  auto *const entry = arena.take_array<Entry>(1);
  const Slice kept = arena.keep(key);
  if (!entry || kept.empty())
    return nullptr;
  *entry = Entry();
  entry->key = kept;
  entry->next = list;
  entry->older = newest;
  list = newest = entry;
  return entry;
}

std::uint64_t to_ns(std::uint64_t ticks) {
  return clock_duration_ns(0, ticks);
}

std::int64_t to_signed_ns(std::int64_t ticks) {
  return ticks < 0 ? -static_cast<std::int64_t>(to_ns(static_cast<std::uint64_t>(-ticks)))
                   : static_cast<std::int64_t>(to_ns(static_cast<std::uint64_t>(ticks)));
}

// The rate of the clock may have been corrected since the number was added.
std::uint64_t less(std::uint64_t number, std::uint64_t part) {
  return number > part ? number - part : 0;
}

} // namespace

SiteTotals *find_site_totals(const CachedSite *site, const CachedSite *function) {
  if (site->totals)
    return site->totals;
  static char memory[max_key]; // only one thread uses it at a time
  TextBuffer key(memory, sizeof memory);
  key.put(cut_utf8(function->site.function, max_site_name));
  if (site != function) {
    key.put(' ');
    key.put(cut_utf8(site->site.file, max_site_file));
    key.put(':');
    key.decimal(site->site.line);
  }
  SiteTotals *const totals = find(key.slice());
  if (totals && site != function)
    totals->function = find_site_totals(function, function);
  return site->totals = totals;
}

SiteTotals *newest_site_totals() {
  return newest;
}

constinit const BranchSource branches_of_totals{
    .take = [](void *) -> BranchCount * {
      auto *const branch = arena.take_array<BranchCount>(1);
      if (branch)
        *branch = BranchCount();
      return branch;
    },
    .from = nullptr,
    .keeps_names = true,
};

void add_branch(SiteFigures &to, const CachedSite *site, std::uint64_t count, const BranchSource &branches) {
  const Slice head = site->site.codes; // "if then"
  const Slice name = head.drop_front(head.find(' ') + 1);
  BranchCount **link = &to.branches;
  while (*link && !((*link)->name == name))
    link = &(*link)->next;
  if (!*link) {
    if (!(*link = branches.take(branches.from)))
      return;
    (*link)->name = branches.keeps_names ? arena.keep(name) : name;
  }
  (*link)->count += count;
}

void add_folded(SiteFigures &to, const FoldedSite &folded, const CachedSite *site, const BranchSource &branches) {
  to.has_folded = true;
  to.flags |= folded.flags;
  if (folded.kind == FoldKind::branch)
    return add_branch(to, site, folded.calls, branches);
  if (folded.kind == FoldKind::change) {
    to.changes += folded.calls;
    return;
  }
  to.calls += folded.calls;
  to.errors += folded.errors;
  to.total_ns += to_ns(folded.total);
  to.self_ns += to_signed_ns(folded.self);
  const std::uint64_t max_ns = to_ns(folded.max);
  to.max_ns = max_ns > to.max_ns ? max_ns : to.max_ns;
  to.iterations += folded.iterations;
}

void subtract_folded(SiteFigures &from, const FoldedSite &folded, const CachedSite *site) {
  if (folded.kind == FoldKind::branch)
    return add_branch(from, site, std::uint64_t{0} - folded.calls, branches_of_totals);
  if (folded.kind == FoldKind::change) {
    from.changes -= folded.calls;
    return;
  }
  from.calls -= folded.calls;
  from.errors -= folded.errors;
  from.total_ns = less(from.total_ns, to_ns(folded.total));
  from.self_ns -= to_signed_ns(folded.self);
  from.iterations -= folded.iterations;
}

void clear_site_totals() {
  const auto clear = [](SiteFigures &figures) {
    BranchCount *const branches = figures.branches;
    for (BranchCount *b = branches; b; b = b->next)
      b->count = 0;
    figures = SiteFigures();
    figures.branches = branches;
  };
  for (SiteTotals *totals = newest; totals; totals = totals->older) {
    clear(totals->all);
    clear(totals->unattributed);
  }
}

void abandon_site_totals() {
  arena = Arena();
  for (Entry *&list : lists)
    list = nullptr;
  newest = nullptr;
}

} // namespace telinject
