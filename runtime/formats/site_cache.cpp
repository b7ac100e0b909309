// An open-addressing table from addresses of literals to what they say: see site_cache.h.
#include "runtime/formats/site_cache.h"

#include "runtime/base/safe_read.h"

namespace telinject {

namespace {

constinit char literal_text[SiteCache::longest]; // only one drains at a time
constinit SiteCache::ReadLiteral read_elsewhere = nullptr;

std::size_t hash(const char *key, bool is_site) {
  return static_cast<std::size_t>(
      (reinterpret_cast<std::uintptr_t>(key) ^ (is_site ? 0 : 0x5555)) * 0x9E3779B97F4A7C15u >> 20);
}

Slice read_literal(const char *literal) {
  if (read_elsewhere)
    return read_elsewhere(literal);
  bool more;
  const long n = read_c_string(literal, literal_text, sizeof literal_text, more);
  return n < 0 ? Slice() : Slice(literal_text, static_cast<std::size_t>(n));
}

} // namespace

SiteCache::Entry *SiteCache::find(const char *key, bool is_site) {
  if ((used_ + 1) * 2 > capacity_ && !grow())
    return nullptr;
  for (std::size_t i = hash(key, is_site);; ++i) {
    Entry *e = &table_[i & (capacity_ - 1)];
    if (!e->key || (e->key == key && (e->site != nullptr) == is_site))
      return e;
  }
}

bool SiteCache::grow() {
  const std::size_t capacity = capacity_ == 0 ? 1024 : capacity_ * 2;
  auto *table = static_cast<Entry *>(sys::map(capacity * sizeof(Entry)));
  if (!table)
    return false;
  for (std::size_t i = 0; i < capacity_; ++i) {
    const Entry &old = table_[i];
    if (!old.key)
      continue;
    std::size_t at = hash(old.key, old.site != nullptr);
    while (table[at & (capacity - 1)].key)
      ++at;
    table[at & (capacity - 1)] = old;
  }
  if (table_)
    sys::call(SYS_munmap, sys::as_long(table_), static_cast<long>(capacity_ * sizeof(Entry)));
  table_ = table;
  capacity_ = capacity;
  return true;
}

const CachedSite *SiteCache::site(const char *literal, Prepare prepare, bool inside) {
  Entry *e = find(literal, true);
  if (!e)
    return nullptr;
  if (e->key)
    return e->site;
  auto *cached = arena_.take_array<CachedSite>(1);
  auto *arguments = inside ? nullptr : arena_.take_array<SiteArgument>(Site::max_arguments);
  const Slice text = arena_.keep(read_literal(literal));
  if (!cached || (!arguments && !inside))
    return nullptr;
  cached->site = inside ? parse_inner_site(text) : parse_site(text, arguments);
  cached->rendered = prepare(cached->site, arena_);
  if (!cached->rendered)
    return nullptr;
  *e = {literal, cached, text};
  ++used_;
  return cached;
}

Slice SiteCache::text(const char *literal) {
  if (!literal)
    return Slice();
  Entry *e = find(literal, false);
  if (!e)
    return Slice();
  if (!e->key) {
    *e = {literal, nullptr, arena_.keep(read_literal(literal))};
    ++used_;
  }
  return e->text;
}

Slice SiteCache::language_of(const char *literal, char *to, std::size_t size) {
  bool more;
  const long n = literal ? read_c_string(literal, to, size, more) : -1;
  if (n < 0)
    return Slice();
  const Slice text(to, static_cast<std::size_t>(n));
  const Slice rest = text.drop_front(text.find('\n') + 1);
  return rest.take_front(rest.find('\n'));
}

void SiteCache::read_by(ReadLiteral read) {
  read_elsewhere = read;
}

void SiteCache::drop_all() {
  arena_.drop_all();
  for (std::size_t i = 0; i < capacity_; ++i)
    table_[i] = Entry();
  used_ = 0;
}

} // namespace telinject
