// Matches paths against the globs of --include and --exclude: * and ? match within a folder, ** across folders.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace telinject::rewrite {

bool glob_matches(std::string_view pattern, std::string_view path);

// Returns true if the path (relative to the root) is included and not excluded.
bool path_selected(const std::string &path, const std::vector<std::string> &include,
                   const std::vector<std::string> &exclude);

} // namespace telinject::rewrite
