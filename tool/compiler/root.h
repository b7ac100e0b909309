// Determines the project's root; telinject only touches files below it.
#pragma once

#include "tool/compiler/unit.h"

#include <string>
#include <vector>

namespace telinject::rewrite {

// Returns true for a folder that holds several projects ("/tmp", "/home", …) and is never walked as a whole.
bool is_shared_folder(const std::string &folder);

// Returns the deepest folder that contains all sources of these units, as a real path, or "". A unity file stands for
// the files that it includes.
std::string sources_folder(const std::vector<Unit> &units);

// Returns the nearest folder, from this one upwards, that contains an entry of that name and is not shared; "" if there
// is none.
[[nodiscard]] std::string nearest_folder_with(const std::string &name, std::string folder);

// Returns `given` (--root) if not empty. Else the nearest folder above the sources with .telinject.json, else with
// .git, else the working directory, extended to contain the sources unless the result is a shared folder. A unity file
// stands for the files that it includes. If the sources share no marked folder, uses the files that symbolic links lead
// to, and then only files outside the working directories, which excludes generated ones. Returns a real path.
[[nodiscard]] std::string find_root(const std::string &given, const std::vector<Unit> &units);

} // namespace telinject::rewrite
