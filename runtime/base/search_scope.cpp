// The dynamic linker does not tell an object's scope, so it is found again by the DT_NEEDED entries.
#include "runtime/base/search_scope.h"

#include "runtime/base/c_library.h"
#include "runtime/base/text.h"

#include <dlfcn.h>
#include <link.h>

extern "C" {
// Absent from a fully static program, or from other C libraries.
int weak_iterate(int (*)(dl_phdr_info *, std::size_t, void *), void *) asm("dl_iterate_phdr") __attribute__((weak));
int weak_dladdr1(const void *, Dl_info *, void **, int) asm("dladdr1") __attribute__((weak));
}

namespace telinject {

namespace {

constexpr std::size_t max_objects = 1024, max_in_scope = 64;

Slice file_name(const char *path) {
  Slice rest = Slice::of(path);
  for (std::size_t slash; (slash = rest.find('/')) != rest.size;)
    rest = rest.drop_front(slash + 1);
  return rest;
}

// The dynamic section of a loaded object.
class Object {
public:
  explicit Object(const link_map *map) : map_(map) {
    for (const ElfW(Dyn) *entry = map->l_ld; entry && entry->d_tag != DT_NULL; ++entry)
      if (entry->d_tag == DT_STRTAB) // glibc has the table's address relocated in place, other systems do not
        texts_ = reinterpret_cast<const char *>(entry->d_un.d_ptr < map->l_addr ? map->l_addr + entry->d_un.d_ptr
                                                                                : entry->d_un.d_ptr);
  }
  bool is_called(Slice name) const {
    bool is = file_name(map_->l_name) == name;
    visit(DT_SONAME, [&](Slice own) { is |= own == name; });
    return is;
  }
  template <class F> void visit(long tag, F visitor) const {
    for (const ElfW(Dyn) *entry = map_->l_ld; texts_ && entry && entry->d_tag != DT_NULL; ++entry)
      if (entry->d_tag == tag)
        visitor(Slice::of(texts_ + entry->d_un.d_val));
  }

private:
  const link_map *map_;
  const char *texts_ = nullptr;
};

struct Scope {
  const link_map *of;
  const char *paths[max_in_scope];
  std::size_t size;
};

// In the order of their loading.  Used under the lock of dl_iterate_phdr.
constinit const link_map *objects[max_objects];
constinit std::uint16_t found[max_objects]; // by a search, in its order

std::size_t list_objects(const link_map *any) {
  while (any->l_prev)
    any = any->l_prev;
  std::size_t count = 0;
  for (; any && count < max_objects; any = any->l_next)
    objects[count++] = any;
  return count;
}

// The object and what it needs, directly or not.
std::size_t search(std::size_t root, std::size_t count) {
  static constinit bool is_found[max_objects];
  for (std::size_t i = 0; i < count; ++i)
    is_found[i] = false;
  is_found[root] = true;
  found[0] = static_cast<std::uint16_t>(root);
  std::size_t size = 1;
  for (std::size_t at = 0; at < size; ++at)
    Object(objects[found[at]]).visit(DT_NEEDED, [&](Slice needed) {
      for (std::size_t i = 0; i < count; ++i)
        if (!is_found[i] && Object(objects[i]).is_called(needed)) {
          is_found[i] = true;
          found[size++] = static_cast<std::uint16_t>(i);
          return;
        }
    });
  return size;
}

// What loaded an object is the first in the order of loading that needs it.
int fill(dl_phdr_info *, std::size_t, void *out) {
  auto *const scope = static_cast<Scope *>(out);
  const std::size_t count = list_objects(scope->of);
  for (std::size_t root = 1; root < count; ++root) { // the first one is the program
    const std::size_t size = search(root, count);
    bool has = false;
    for (std::size_t i = 0; i < size; ++i)
      has |= objects[found[i]] == scope->of;
    if (!has)
      continue;
    for (std::size_t i = 0; i < size && scope->size < max_in_scope; ++i)
      scope->paths[scope->size++] = objects[found[i]]->l_name;
    break;
  }
  return 1;
}

} // namespace

void *find_in_scope_of(const void *address, const char *name) {
  Dl_info where;
  void *object = nullptr, *own = nullptr;
  if (!weak_dladdr1 || !weak_iterate || weak_dladdr1(address, &where, &object, RTLD_DL_LINKMAP) == 0 ||
      weak_dladdr1(&objects, &where, &own, RTLD_DL_LINKMAP) == 0)
    return nullptr;
  Scope scope{static_cast<const link_map *>(object), {}, 0};
  weak_iterate(fill, &scope);
  for (std::size_t i = 0; i < scope.size; ++i) {
    void *const handle = *scope.paths[i] ? library_open(scope.paths[i], RTLD_LAZY | RTLD_NOLOAD) : nullptr;
    void *const function = handle ? library_find(handle, name) : nullptr; // the handle is kept, as its code is in use
    void *definer = nullptr;
    if (function && weak_dladdr1(function, &where, &definer, RTLD_DL_LINKMAP) != 0 && definer == handle &&
        definer != own)
      return function;
  }
  return nullptr;
}

} // namespace telinject
