// What a compiler command that links takes in.
#pragma once

#include "tool/compiler/compiler_args.h"

#include <string>
#include <vector>

namespace telinject {

// Is any of the objects and static libraries that the command names one of instrumented code?
bool links_instrumented_objects(const std::vector<std::string> &command, const CommandFacts &facts);

} // namespace telinject
