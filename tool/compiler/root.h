// The project's root: only files under it are ever touched.
#pragma once

#include "tool/compiler/unit.h"

#include <string>
#include <vector>

namespace telinject {

// A folder that holds more than one project ("/tmp", "/home", …): never walked as a whole.
bool is_too_wide(const std::string &folder);

// The deepest folder that holds all the sources of these units, a unity file standing for what it includes.  A real
// path, or "".
std::string sources_folder(const std::vector<Unit> &units);

// The nearest folder, from this one upwards, that holds something of that name and is not too wide; "" where none does.
std::string nearest_marked_folder(const std::string &name, std::string folder);

// given (--root) if not empty; else the nearest folder above the sources with .telinject.json, else with .git, else the
// working directory of the compile, widened to hold the sources too where that is not too wide.  A unity file stands
// for what it includes; where the sources have no marked folder in common, the files count that symbolic links lead to,
// and then only what lies outside of the working directories: not what a build generated.  A real path.
std::string find_root(const std::string &given, const std::vector<Unit> &units);

} // namespace telinject
