// The version of a project under git, read from its files: nothing is executed.
#pragma once

#include <string>

namespace telinject {

// The short id of the commit that is checked out, as `git rev-parse --short HEAD` prints it; "" where `folder` (a real
// path) lies in no work tree, has no commit, or keeps its refs in a way that is not known here (reftable).
std::string git_version(const std::string &folder);

} // namespace telinject
