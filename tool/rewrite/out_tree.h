// Writes the out tree: rewritten files next to copies of all others, options for the project's own build system
// (telinject.flags), and a compile_commands.json with the original compilers and flags.
#pragma once

#include "tool/base/result.h"
#include "tool/compiler/unit.h"
#include "tool/rewrite/plan.h"

#include <string>
#include <vector>

namespace telinject::rewrite {

// facts: facts passed to the runtime (build_facts.h). Reports errors and returns false if a file could not be written;
// the others are complete.
[[nodiscard]] Result<void> write_out_tree(const std::string &out, const std::string &root, const Plan &plan,
                                          const std::vector<Unit> &units, const std::vector<UnitResult> &results,
                                          const std::string &facts);

} // namespace telinject::rewrite
