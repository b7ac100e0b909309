// The calls that a thread has folded into its open recorded spans, by span and site.  Owner thread only, unless a
// function says otherwise.
#pragma once

#include "runtime/core/folded.h"

#include <cstddef>
#include <cstdint>

namespace telinject {

// The site of calls whose own sites have no entry because the table is full.
inline constexpr char site_of_others[] = "\n\n?:0\nother";

// What was folded of one site into one recorded span.
struct FoldEntry {
  std::uint64_t owner; // the span's id; 0: the entry is free
  FoldedSite folded;
  std::uint32_t next;          // in its bucket, or the next free one: index + 1
  std::uint32_t next_of_owner; // index + 1
  std::uint32_t generation;    // of the addresses of sites, when it was added
  bool is_reported;            // a summary of the running process has a part of it: FoldTable::reported

  bool is_of(std::uint64_t span, const char *site) const { return owner == span && folded.site == site; }
  // Do calls of the site belong here?  Only for the entry that was last used for the site.
  bool takes(std::uint64_t span, const char *site) const {
    return is_of(span, site) || (owner == span && folded.site == site_of_others);
  }
  // Returns false if an object was unloaded since then, so that other sites may have its addresses.
  bool has_known_site() const;
  // Adds a call that was observed from its beginning to its end.  weight: the number of calls that its times stand for.
  // A duration is negative if the call took less than what was subtracted for timing it.
  void add(std::int64_t duration, std::int64_t self, std::uint32_t weight = 1) {
    ++folded.calls;
    const std::int64_t total = static_cast<std::int64_t>(folded.total) + duration * weight;
    folded.total = total > 0 ? static_cast<std::uint64_t>(total) : 0;
    folded.self += self * static_cast<std::int64_t>(weight);
    if (duration > 0 && static_cast<std::uint64_t>(duration) > folded.max)
      folded.max = static_cast<std::uint64_t>(duration);
  }
};

// Called on any thread after an object was unloaded.
void forget_folded_sites();

// An entry of no span, for caches that have none yet.
FoldEntry *no_fold_entry();

// A hash table of entries.  All zero: empty.
class FoldTable {
public:
  static constexpr std::uint32_t capacity = 16 * 1024; // SQLite has 12,000 sites; untouched pages cost nothing

  // Returns null if there is none.
  FoldEntry *find(std::uint64_t owner, const char *site);
  // Returns null if the table is full.  list: of the owner's entries.
  FoldEntry *add(std::uint64_t owner, const char *site, std::uint32_t &list);
  // What summaries have of an entry that is_reported.
  FoldedSite &reported(std::uint32_t index_plus_1) {
    return reported_[index_plus_1 <= capacity ? index_plus_1 - 1 : capacity];
  }
  FoldEntry *at(std::uint32_t index_plus_1) { return index_plus_1 <= capacity ? &entries_[index_plus_1 - 1] : &last_; }
  // Where calls are summed up if not even their span has an entry.
  FoldEntry *last_resort();
  // Frees the first `count` entries of a list, or all of them.
  void release(std::uint32_t &list, std::uint32_t count = capacity);
  void clear();
  // Moves the entries of all owners to one list.
  std::uint32_t take_all();

private:
  static constexpr int bucket_bits = 14;
  static constexpr std::uint32_t buckets = 1u << bucket_bits;
  // These last entries are for site_of_others, one for each span.
  static constexpr std::uint32_t reserved = 64;
  static std::uint32_t bucket(std::uint64_t owner, const char *site);

  std::uint32_t used_; // entries that were ever used
  std::uint32_t free_; // released ones
  std::uint32_t buckets_[buckets];
  FoldEntry entries_[capacity];
  FoldEntry last_;
  FoldedSite reported_[capacity + 1]; // touched only while a process with long spans writes summaries
};

} // namespace telinject
