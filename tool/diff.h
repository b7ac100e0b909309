// The unified diff of a rewrite.
#pragma once

#include <string>

namespace telinject {

// "" where the texts are equal.  Made for rewrites: lines keep their places, but for lines added or gone at the top.
std::string unified_diff(const std::string &before, const std::string &after, const std::string &path);

} // namespace telinject
