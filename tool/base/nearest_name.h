// Which of the names that there are did a person mean?
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace telinject {

// Insertions, removals, replacements and swaps of neighbours that lead from one to the other.
size_t edit_distance(std::string_view a, std::string_view b);

// "did you mean "x"?" where one is near, else all that there are and the nearest: what follows "what happened; ".
std::string suggestion(std::string_view given, const std::vector<std::string> &names);

} // namespace telinject
