#include "glob.h"

#include <algorithm>

namespace telinject {

bool glob_matches(std::string_view pattern, std::string_view path) {
  if (pattern.empty()) return path.empty();
  if (pattern.substr(0, 3) == "**/")
    if (glob_matches(pattern.substr(3), path)) return true;
  if (pattern.substr(0, 2) == "**") {
    for (size_t skipped = 0; skipped <= path.size(); ++skipped)
      if (glob_matches(pattern.substr(2), path.substr(skipped))) return true;
    return false;
  }
  if (pattern[0] == '*') {
    for (size_t skipped = 0; skipped <= path.size(); ++skipped) {
      if (glob_matches(pattern.substr(1), path.substr(skipped))) return true;
      if (skipped < path.size() && path[skipped] == '/') return false;
    }
    return false;
  }
  if (path.empty() || (pattern[0] != path[0] && !(pattern[0] == '?' && path[0] != '/'))) return false;
  return glob_matches(pattern.substr(1), path.substr(1));
}

bool path_selected(const std::string& path, const std::vector<std::string>& include, const std::vector<std::string>& exclude) {
  const auto matches = [&](const std::string& pattern) {
    // A pattern without a folder names files wherever they are.
    return glob_matches(pattern, path) || (pattern.find('/') == std::string::npos && glob_matches("**/" + pattern, path));
  };
  if (std::any_of(exclude.begin(), exclude.end(), matches)) return false;
  return include.empty() || std::any_of(include.begin(), include.end(), matches);
}

}  // namespace telinject
