// Removes every insertion from a text: the result is the original to the byte.  Needs no flags and no parse.
#pragma once

#include <string>
#include <string_view>

namespace telinject {

// The line that brings the macros in.  It stands on a line that was empty, or before a comment (then one space
// follows).
inline constexpr std::string_view kIncludeLine = "#include <telinject/telinject.h> /* injected */";
// Where a file has no such line, and only when edited in place: a line of its own, and the numbering as it was.
inline constexpr std::string_view kRestartNumbering = "#line 1";

// May hold insertions; a quick look that lets most files skip strip().
bool may_be_instrumented(std::string_view text);

std::string strip(std::string_view text);

} // namespace telinject
