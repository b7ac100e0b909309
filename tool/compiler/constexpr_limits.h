// Adjusts limits of compile-time evaluation and nesting: instrumented functions need more of both, and Clang's defaults
// are lower than GCC's.
#pragma once

#include "tool/compiler/arguments.h"

#include <string>
#include <vector>

namespace telinject::rewrite {

// Returns options for Clang's parser, so that it accepts what GCC accepts with the command's limits.
std::vector<std::string> limits_for_parse(const std::vector<Argument> &arguments);

// Returns options for compiling an instrumented unit: the effective limits, multiplied by the cost of the insertions in
// constexpr functions, plus the headers they include. Returns none for an unknown compiler, or if TELINJECT_DISABLE is
// defined.
std::vector<std::string> raised_limits(const std::vector<std::string> &command, bool is_cxx);

} // namespace telinject::rewrite
