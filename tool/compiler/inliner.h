// Raises inliner limits, so that the compiler inlines an instrumented unit like the original.
#pragma once

#include <string>
#include <vector>

namespace telinject::rewrite {

// Returns options that raise the inliner's limits by the size of the insertions, which cost little at run time but
// count as code; less for C, where functions are split (docs/adr/0016-two-bodies.md). Returns none without optimization
// for speed, if TELINJECT_DISABLE is defined, if the command sets such limits or enables warnings that depend on them,
// or for an unknown compiler (docs/adr/0014-limits-of-the-inliner.md).
std::vector<std::string> inliner_arguments(const std::vector<std::string> &command, bool is_cxx);

} // namespace telinject::rewrite
