// Detects sources that include other sources: unity files and generated wrappers.
#pragma once

#include "tool/compiler/unit.h"

#include <string>
#include <vector>

namespace telinject::rewrite {

struct IncludedSources {
  std::vector<std::string> files; // existing files; absolute paths
  bool is_unity = false;          // the including file has no code of its own
};

// Returns the sources that the unit's file includes by name (`#include "a.cpp"`, `#include </src/a.c>`). Reads the file
// and searches like the compiler: beside it, in the working directory, in the command's -I folders.
IncludedSources included_sources(const Unit &unit);

} // namespace telinject::rewrite
