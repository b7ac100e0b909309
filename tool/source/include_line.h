// Finds the line where the macros' #include can be inserted without moving other lines.
#pragma once

#include "matchers/edit.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace telinject::rewrite {

// Looks for a line that is empty or begins with a comment, at file scope, outside every #if except an include guard,
// before offset `before` (the first other edit), and outside all declarations. Prefers the last empty line; returns
// nothing if no line qualifies.
[[nodiscard]] std::optional<Edit> include_edit(std::string_view text, unsigned before,
                                               const std::vector<TextRange> &declarations);

// Inserts the #include as a new line, followed by #line 1. Used for in-place edits of files without a suitable line.
Edit include_edit_with_restart(std::string_view text);

// Returns true if a compiler command includes this header with -include; false if that is uncertain.
bool includes_by_command(const std::vector<std::string> &command, std::string_view header);

} // namespace telinject::rewrite
