// The table of folded calls: see fold_table.h.
#include "runtime/frontend/fold_table.h"

#include <atomic>

namespace telinject {

namespace {
constinit FoldEntry none{};
constinit std::atomic<std::uint32_t> generation{0};
} // namespace

bool FoldEntry::has_known_site() const {
  return generation == telinject::generation.load(std::memory_order_relaxed) || folded.site == site_of_others;
}

void forget_folded_sites() {
  generation.fetch_add(1, std::memory_order_relaxed);
}

FoldEntry *no_fold_entry() {
  return &none;
}

std::uint32_t FoldTable::bucket(std::uint64_t owner, const char *site) {
  return static_cast<std::uint32_t>((owner ^ reinterpret_cast<std::uintptr_t>(site)) * 0x9E3779B97F4A7C15u >>
                                    (64 - bucket_bits));
}

FoldEntry *FoldTable::find(std::uint64_t owner, const char *site) {
  for (std::uint32_t i = buckets_[bucket(owner, site)]; i != 0; i = entries_[i - 1].next)
    if (entries_[i - 1].is_of(owner, site) && entries_[i - 1].has_known_site())
      return &entries_[i - 1];
  return nullptr;
}

FoldEntry *FoldTable::add(std::uint64_t owner, const char *site, std::uint32_t &list) {
  std::uint32_t index = free_;
  if (index != 0)
    free_ = entries_[index - 1].next;
  else if (used_ >= (site == site_of_others ? capacity : capacity - reserved))
    return nullptr;
  else
    index = ++used_;
  FoldEntry &entry = entries_[index - 1];
  entry = FoldEntry();
  entry.owner = owner;
  entry.folded.site = site;
  entry.generation = generation.load(std::memory_order_relaxed);
  std::uint32_t &head = buckets_[bucket(owner, site)];
  entry.next = head;
  entry.next_of_owner = list;
  head = index;
  list = index;
  return &entry;
}

void FoldTable::release(std::uint32_t &list, std::uint32_t count) {
  for (; list != 0 && count != 0; --count) {
    const std::uint32_t index = list;
    FoldEntry &entry = *at(index);
    if (&entry == &last_) {
      list = entry.next_of_owner;
      entry.owner = 0;
      continue;
    }
    std::uint32_t *link = &buckets_[bucket(entry.owner, entry.folded.site)];
    while (*link != index && *link != 0)
      link = &entries_[*link - 1].next;
    if (*link == index)
      *link = entry.next;
    list = entry.next_of_owner;
    entry.owner = 0;
    entry.next = free_;
    free_ = index;
  }
}

void FoldTable::clear() {
  if (used_ == 0 && last_.owner == 0)
    return; // its pages stay untouched
  for (std::uint32_t &head : buckets_)
    head = 0;
  for (std::uint32_t i = 0; i < used_; ++i)
    entries_[i].owner = 0;
  used_ = free_ = 0;
  last_.owner = 0;
}

FoldEntry *FoldTable::last_resort() {
  if (last_.owner == 0) {
    last_ = FoldEntry();
    last_.owner = ~std::uint64_t{0};
    last_.folded.site = site_of_others;
  }
  return &last_;
}

std::uint32_t FoldTable::take_all() {
  std::uint32_t list = 0;
  for (std::uint32_t i = 0; i < used_; ++i) {
    if (entries_[i].owner == 0)
      continue;
    entries_[i].next_of_owner = list;
    list = i + 1;
  }
  if (last_.owner != 0) {
    last_.next_of_owner = list;
    list = capacity + 1;
  }
  return list;
}

} // namespace telinject
