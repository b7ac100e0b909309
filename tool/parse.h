// Parses one unit with Clang and asks the constructs for its sites.  The only place where the tool knows Clang.
#pragma once

#include "construct_options.h"
#include "unit.h"

#include <string>

namespace telinject {

// root: the project's root, a real path.  Reads files as they are without telinject's insertions, so that rewriting a
// rewritten file is rewriting the original.  May end the process on input that breaks the parser: callers run it in a
// worker process.
UnitResult parse_unit(const Unit& unit, const std::string& root, const ConstructOptions& options);

}  // namespace telinject
