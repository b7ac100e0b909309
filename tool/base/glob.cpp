// Glob matching with memoization.
#include "tool/base/glob.h"

#include <algorithm>

namespace telinject::rewrite {

namespace {

// Remembers failed pairs of positions, so that a hostile pattern takes at most the product of both lengths.
class Match {
public:
  Match(std::string_view pattern, std::string_view path)
      : pattern_(pattern), path_(path), failed_((pattern.size() + 1) * (path.size() + 1)) {}

  bool from(size_t p, size_t s) {
    const size_t pair = p * (path_.size() + 1) + s;
    if (failed_[pair])
      return false;
    const bool matches = try_from(p, s);
    failed_[pair] = !matches;
    return matches;
  }

private:
  bool try_from(size_t p, size_t s) {
    if (p == pattern_.size())
      return s == path_.size();
    const bool more = s < path_.size();
    const std::string_view remaining = pattern_.substr(p);
    if (remaining.substr(0, 3) == "**/" && from(p + 3, s))
      return true;
    if (remaining.substr(0, 2) == "**")
      return from(p + 2, s) || (more && from(p, s + 1));
    if (remaining[0] == '*')
      return from(p + 1, s) || (more && path_[s] != '/' && from(p, s + 1));
    return more && (remaining[0] == path_[s] || (remaining[0] == '?' && path_[s] != '/')) && from(p + 1, s + 1);
  }

  std::string_view pattern_, path_;
  std::vector<bool> failed_;
};

} // namespace

bool glob_matches(std::string_view pattern, std::string_view path) {
  return Match(pattern, path).from(0, 0);
}

bool path_selected(const std::string &path, const std::vector<std::string> &include,
                   const std::vector<std::string> &exclude) {
  const auto matches = [&](const std::string &pattern) {
    // A pattern without a slash matches file names in every folder.
    return glob_matches(pattern, path) ||
           (pattern.find('/') == std::string::npos && glob_matches("**/" + pattern, path));
  };
  if (std::any_of(exclude.begin(), exclude.end(), matches))
    return false;
  return include.empty() || std::any_of(include.begin(), include.end(), matches);
}

} // namespace telinject::rewrite
