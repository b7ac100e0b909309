// Where in a file the #include of the macros goes without moving a line.
#pragma once

#include "matchers/edit.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace telinject {

// A line that is empty or begins with a comment, at file scope, outside every #if but an include guard, before
// `before` (the first other edit), and inside none of the declarations, which macros may have begun.  Prefers the last
// empty line; nothing where there is no such line.
std::optional<Edit> include_edit(std::string_view text, unsigned before, const std::vector<TextRange> &declarations);

// The edit that gives the #include a line of its own and restarts the numbering: for files edited in place that
// have no line to spare.
Edit include_edit_with_restart(std::string_view text);

// Does a compiler's command include this header by itself (`-include`)?  Says no where it cannot tell.
bool includes_by_command(const std::vector<std::string> &command, std::string_view header);

} // namespace telinject
