// Functions that the modules of the process import, replaced by others in the modules that are loaded now.
#pragma once

#include <cstddef>

namespace telinject {

struct ImportHook {
  const char *name;
  void *function;
};

// Does a module import a function of that name?  Unlike a dlsym that finds nothing, allocates nothing.
bool is_imported(const char *name);

// not_in: an address in the module that is left out; null: none is.
void replace_imports(const ImportHook *hooks, std::size_t count, const void *not_in);

} // namespace telinject
