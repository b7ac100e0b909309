// Reads the version of a git work tree from its files, without running git.
#pragma once

#include <string>

namespace telinject::rewrite {

// Returns the abbreviated id of the current commit, like `git rev-parse --short HEAD`. Returns "" if `folder` (a real
// path) is in no work tree, has no commit, or uses an unsupported ref storage (reftable).
[[nodiscard]] std::string git_version(const std::string &folder);

} // namespace telinject::rewrite
