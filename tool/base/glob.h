// Path globs as --include and --exclude take them: * and ? stay inside a folder, ** crosses folders.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace telinject {

bool glob_matches(std::string_view pattern, std::string_view path);

// Is this path (relative to the root) wanted?
bool path_selected(const std::string &path, const std::vector<std::string> &include,
                   const std::vector<std::string> &exclude);

} // namespace telinject
