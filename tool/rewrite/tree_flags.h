// The options with which a build system of the project's own compiles an out tree, as a response file of the compilers.
#pragma once

#include "tool/compiler/unit.h"
#include "tool/rewrite/plan.h"

#include <string>
#include <vector>

namespace telinject {

// told: what the runtime is told of the build (build_facts.h).
std::string tree_flags(const std::string &out, const std::string &root, const Plan &plan,
                       const std::vector<Unit> &units, const std::string &told);

} // namespace telinject
