// Warnings of opt-out comments that switch nothing.
#pragma once

#include "tool/compiler/unit.h"

#include <functional>
#include <string>
#include <vector>

namespace telinject {

// One warning a comment, whatever the number of units that see it.  A comment that switches something in one unit is
// none to warn of.  shown: a file's name in messages.
void warn_of_comments(const std::vector<const UnitResult *> &units,
                      const std::function<std::string(const std::string &file)> &shown);

} // namespace telinject
