// Examines the inputs of a link command.
#pragma once

#include "tool/compiler/compiler_args.h"

#include <string>
#include <vector>

namespace telinject::rewrite {

// Returns true if an object or static library of the command contains instrumented code.
bool links_instrumented_objects(const std::vector<std::string> &command, const CommandFacts &facts);

// Returns true if the command names the runtime's static library.
bool links_static_runtime(const std::vector<std::string> &command, const CommandFacts &facts);

} // namespace telinject::rewrite
