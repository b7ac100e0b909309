// Replaces the paths in a compiler command.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace telinject::rewrite {

using MapPath = std::function<std::string(const std::string &path, bool is_output)>;

// Returns the command with each path replaced: inputs, option values, and arguments of -Wp, and -Xpreprocessor. Words
// up to the compiler are unchanged.
std::vector<std::string> with_paths_mapped(const std::vector<std::string> &command, const MapPath &map);

} // namespace telinject::rewrite
