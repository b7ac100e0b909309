// Produces the unified diff of a rewrite.
#pragma once

#include <string>

namespace telinject::rewrite {

// Returns "" if the texts are equal. The path may contain any bytes; `git apply` and `patch -p1` find the file. Expects
// that lines differ in place, except for lines added or removed at the top.
std::string unified_diff(const std::string &before, const std::string &after, const std::string &path);

} // namespace telinject::rewrite
