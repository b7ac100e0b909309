// The paths of a compiler command, replaced one by one.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace telinject {

using MapPath = std::function<std::string(const std::string &path, bool is_output)>;

// The command with each path replaced: inputs, values of options, and what -Wp, and -Xpreprocessor hand on.  The words
// up to the compiler stay as they are.
std::vector<std::string> with_paths_mapped(const std::vector<std::string> &command, const MapPath &map);

} // namespace telinject
