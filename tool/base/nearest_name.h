// Suggests the name that the user may have meant.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace telinject::rewrite {

// Counts insertions, deletions, substitutions and transpositions of neighbours.
size_t edit_distance(std::string_view a, std::string_view b);

// Returns "did you mean "x"?" if a similar name exists, else a list of all names and the nearest one.
std::string suggestion(std::string_view given, const std::vector<std::string> &names);

} // namespace telinject::rewrite
