// The project's root: only files under it are ever touched.
#pragma once

#include "unit.h"

#include <string>
#include <vector>

namespace telinject {

// given (--root) if not empty; else the nearest folder above the sources with .telinject.json, else with .git, else the
// working directory of the compile, widened to hold the sources too.  A real path; never "/" or a system folder.
std::string find_root(const std::string& given, const std::vector<Unit>& units);

}  // namespace telinject
