// Warns about opt-out comments that have no effect.
#pragma once

#include "tool/compiler/unit.h"

#include <functional>
#include <string>
#include <vector>

namespace telinject::rewrite {

// Emits one warning per comment, unless it has an effect in at least one unit. display_name: file name in messages.
void warn_of_comments(const std::vector<const UnitResult *> &units,
                      const std::function<std::string(const std::string &file)> &display_name);

} // namespace telinject::rewrite
