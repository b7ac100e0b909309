// Replaces functions that the loaded modules of the process import.  Modules that are loaded later are unchanged.
#pragma once

#include <cstddef>

namespace telinject {

struct ImportHook {
  const char *name;
  void *function;
};

// Does a module import a function of that name?  Does not allocate, unlike a dlsym that finds nothing.
bool is_imported(const char *name);
// The same of several names, in one pass over all modules.  The functions of the hooks are null.
bool is_any_imported(const ImportHook *hooks, std::size_t count);

// not_in: an address in the module to skip; null: no module is skipped.
void replace_imports(const ImportHook *hooks, std::size_t count, const void *not_in);

} // namespace telinject
