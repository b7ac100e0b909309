// Detects inputs of a compile that can be read only once.
#pragma once

#include <string>
#include <vector>

namespace telinject::rewrite {

// Returns true if the command reads standard input, a pipe, a socket or a device other than /dev/null. Opens nothing.
bool has_unrepeatable_input(const std::vector<std::string> &command);

} // namespace telinject::rewrite
