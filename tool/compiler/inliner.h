// What lets the compiler inline an instrumented unit as it would the original.
#pragma once

#include <string>
#include <vector>

namespace telinject {

// Options that raise the limits of the inliner by what the insertions add to a function: off, an insertion costs next
// to nothing, but the inliner counts it; by less in C, where functions have a second body
// (docs/adr/0016-two-bodies.md). None where nothing is optimized for speed or inserted (TELINJECT_DISABLE), where the
// command sets such limits or asks for warnings that depend on them, or where the compiler is not known
// (docs/adr/0014-limits-of-the-inliner.md).
std::vector<std::string> inliner_arguments(const std::vector<std::string> &command, bool is_cxx);

} // namespace telinject
