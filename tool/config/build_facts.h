// What the runtime is told by the build: the program's version, and what .telinject.json says of run time.  It is
// compiled into the unit that defines main, and only there: a new commit then changes the command of one unit, not of
// all, and a compiler cache keeps its hits.
#pragma once

#include "tool/config/options.h"

#include <string>
#include <vector>

namespace telinject {

// "version=1a2b3c4 max_value_bytes=64 max_iterations_logged=5", each only where there is something to tell; may be "".
std::string build_facts(const Options &options, const std::string &root);

// Does the command tell the runtime something of its own (-DTELINJECT_BUILD=…)?  That wins.
bool says_build(const std::vector<std::string> &command);

} // namespace telinject
