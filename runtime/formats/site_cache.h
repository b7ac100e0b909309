// Literals that were met before, by their address: each is read and parsed once.  An address says nothing after a
// dlclose, when all is dropped.  Only whoever drains; async-signal-safe.
#pragma once

#include "runtime/base/arena.h"
#include "runtime/core/site.h"

namespace telinject {

struct CachedSite {
  Site site;
  const void *rendered = nullptr; // what the format made of it
};

class SiteCache {
public:
  // Makes a format's text for a site.
  using Prepare = const void *(*)(const Site &site, Arena &arena);

  // inside: the site of something inside a function.
  // Null only where memory is short.  A literal that cannot be read any more gives a site called "unknown".
  const CachedSite *site(const char *literal, Prepare prepare, bool inside = false);
  // The text of another literal (return codes, type names).
  Slice text(const char *literal);
  // The beginning of a site's language line, without caching it.
  static Slice language_of(const char *literal, char *to, std::size_t size);

  void drop_all();

  // Where the texts of literals come from; the first `longest` bytes are enough.  null: the memory of this process.
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
