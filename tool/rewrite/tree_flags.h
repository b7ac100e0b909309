// Writes the options for compiling an out tree with the project's own build system, as a response file.
#pragma once

#include "tool/compiler/unit.h"
#include "tool/rewrite/plan.h"

#include <string>
#include <vector>

namespace telinject::rewrite {

// facts: facts passed to the runtime (build_facts.h).
std::string tree_flags(const std::string &out, const std::string &root, const Plan &plan,
                       const std::vector<Unit> &units, const std::string &facts);

} // namespace telinject::rewrite
