// Implements only_runtime.h.  All namespaces share one dynamic linker, which lists the objects of the first namespace.
#include "runtime/lifecycle/only_runtime.h"

#include "runtime/base/notice.h"
#include "runtime/frontend/state.h"

#include <dlfcn.h>
#include <link.h>

extern "C" {
// Absent from a fully static program and from other C libraries.
int weak_dladdr1(const void *, Dl_info *, void **, int) asm("dladdr1") __attribute__((weak));
extern r_debug weak_debug asm("_r_debug") __attribute__((weak));
}

namespace telinject {

bool is_second_runtime() {
  Dl_info info;
  void *object = nullptr;
  if (!weak_dladdr1 || !&weak_debug || weak_dladdr1(&config, &info, &object, RTLD_DL_LINKMAP) == 0)
    return false;
  const auto *first = static_cast<const link_map *>(object);
  while (first->l_prev)
    first = first->l_prev;
  if (first == weak_debug.r_map)
    return false;
  warn("this copy of libtelinject.so is in a namespace that dlmopen made, and records nothing; load what uses it with "
       "dlopen");
  return true;
}

} // namespace telinject
