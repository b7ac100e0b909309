// Detects compiler options that telinject does not support, because they change the meaning of inserted text or make
// the runtime unusable.
#pragma once

#include <string>
#include <vector>

namespace telinject::rewrite {

// Returns the first such option as written in the command ("-fexec-charset=UTF-16"); "" if there is none.
[[nodiscard]] std::string refused_option(const std::vector<std::string> &command);

} // namespace telinject::rewrite
