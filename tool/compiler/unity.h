// Sources that include sources: unity files, and what a build generates to wrap a source in.
#pragma once

#include "tool/compiler/unit.h"

#include <string>
#include <vector>

namespace telinject {

struct IncludedSources {
  std::vector<std::string> files; // that exist; absolute
  bool nothing_else = false;      // the including file has no code of its own: a unity file
};

// The sources that the unit's file includes by name (`#include "a.cpp"`, `#include </src/a.c>`).  Reads the file;
// looks for what it includes where the compiler would: beside it, in the working directory, in the command's -I
// folders.
IncludedSources included_sources(const Unit &unit);

} // namespace telinject
