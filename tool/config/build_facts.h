// Passes facts of the build to the runtime: the program's version and run-time settings from .telinject.json. Only the
// unit that defines main receives them, so that a new commit changes the command of one unit and a compiler cache keeps
// its hits.
#pragma once

#include "tool/config/options.h"

#include <string>
#include <vector>

namespace telinject::rewrite {

// Returns "version=1a2b3c4 max_value_bytes=64 max_iterations_logged=5", without unset values; may be "".
std::string build_facts(const Options &options, const std::string &root);

// Returns true if the command already defines TELINJECT_BUILD, which overrides these facts.
bool defines_build(const std::vector<std::string> &command);

} // namespace telinject::rewrite
