// Limits of evaluation at compile time and of nesting: an instrumented function takes more of both, and Clang's
// defaults are lower than GCC's.
#pragma once

#include "tool/compiler/arguments.h"

#include <string>
#include <vector>

namespace telinject {

// Options for Clang's parser: what GCC accepts, with the command's own limits, is to be accepted.
std::vector<std::string> limits_for_parse(const std::vector<Argument> &arguments);

// Options for the compile of an instrumented unit: the compiler's limits, or the command's own, times what the
// insertions add to a constexpr function, and plus the headers they include.  None where the compiler is not known, or
// nothing is inserted (TELINJECT_DISABLE).
std::vector<std::string> raised_limits(const std::vector<std::string> &command, bool is_cxx);

} // namespace telinject
