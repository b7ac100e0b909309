// The unified diff of a rewrite.
#pragma once

#include <string>

namespace telinject {

// "" where the texts are equal.  The path may hold any bytes: `git apply` and `patch -p1` find the file.  Made for
// rewrites: lines keep their places, but for lines added or gone at the top.
std::string unified_diff(const std::string &before, const std::string &after, const std::string &path);

} // namespace telinject
