// Inputs of a compile that can be read only once.
#pragma once

#include <string>
#include <vector>

namespace telinject {

// Does the command read standard input, a pipe, a socket or a device (but /dev/null)?  Nothing is opened to find out.
bool reads_once(const std::vector<std::string> &command);

} // namespace telinject
