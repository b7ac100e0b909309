// The out-of-tree copy: rewritten files at their places beside copies of the rest, which the project's own build system
// builds with the options of telinject.flags, and a compile_commands.json with the compilers and flags of the original.
#pragma once

#include "tool/compiler/unit.h"
#include "tool/rewrite/plan.h"

#include <string>
#include <vector>

namespace telinject {

// told: what the runtime is told of the build (build_facts.h).  Returns false, after errors were reported, where
// something could not be written; the files that could are whole.
bool write_out_tree(const std::string &out, const std::string &root, const Plan &plan, const std::vector<Unit> &units,
                    const std::vector<UnitResult> &results, const std::string &told);

} // namespace telinject
