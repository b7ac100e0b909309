// Caches literals by address, so that each is read and parsed once.  Cleared by a dlclose, after which addresses may
// hold other literals.  Used by the thread that holds the drain lock only; async-signal-safe.
#pragma once

#include "runtime/base/arena.h"
#include "runtime/core/site.h"

namespace telinject {

// As many bytes of a function's name and of a path as lines show.
constexpr std::size_t max_site_name = 1024;
constexpr std::size_t max_site_file = 2048;

struct SiteTotals;

struct CachedSite {
  Site site;
  const void *rendered = nullptr;       // text that the format prepared for it
  mutable SiteTotals *totals = nullptr; // site_totals.h
};

class SiteCache {
public:
  // Prepares a format's text for a site.
  using Prepare = const void *(*)(const Site &site, Arena &arena);

  // inside: the site is of a construct inside a function.
  // Returns null only if memory is short.  An unreadable literal gives a site called "unknown".
  const CachedSite *site(const char *literal, Prepare prepare, bool inside = false);
  // Returns the text of another literal (return codes, type names).
  Slice text(const char *literal);
  // Copies the front of a site's language line, without caching it.
  static Slice language_of(const char *literal, char *to, std::size_t size);

  void drop_all();

  // Reads the text of a literal, at least its first `longest` bytes.  null: read the memory of this process.
  using ReadLiteral = Slice (*)(const char *literal);
  static constexpr std::size_t longest = 16 * 1024;
  static void read_by(ReadLiteral read);

private:
  struct Entry {
    const char *key = nullptr;
    CachedSite *site = nullptr; // null: plain text
    Slice text;
  };
  Entry *find(const char *key, bool is_site);
  bool grow();

  Entry *table_ = nullptr;
  std::size_t capacity_ = 0; // a power of two
  std::size_t used_ = 0;
  Arena arena_;
};

} // namespace telinject
