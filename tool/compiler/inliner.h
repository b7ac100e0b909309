// Raises inliner limits, so that the compiler inlines an instrumented unit like the original.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace telinject::rewrite {

// What was inserted into a unit.
struct InsertedAmount {
  std::size_t sites = 0;           // of all constructs
  std::size_t functions = 0;       // with insertions
  std::size_t found_functions = 0; // in the project's files; 0 if they were not looked for
};

// Returns how much of the raised limits the unit needs, from 0 to 1: the square of the part of its functions that has
// insertions, as the limits apply to all others too; half of it with one site for each function, all with three.
double share_of_limits(const InsertedAmount &inserted);

// Returns options that raise the inliner's limits by the size of the insertions, which cost little at run time but
// count as code; less for C, where functions are split (docs/adr/0016-two-bodies.md). share: from 0, the
// compiler's own limits, to 1, those for a unit of which everything is instrumented. Returns none without insertions or without optimization for speed, if TELINJECT_DISABLE is defined, if
// the command sets such limits or enables warnings that depend on them, or for an unknown compiler
// (docs/adr/0014-limits-of-the-inliner.md).
std::vector<std::string> inliner_arguments(const std::vector<std::string> &command, bool is_cxx, double share);

} // namespace telinject::rewrite
