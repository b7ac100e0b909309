// Removes every insertion from a text.  From a text as the rewriter left it: the result is the original to the byte.
// From one that a formatter went over: what the formatter would have made of the original, but for white space.
// Needs no flags and no parse.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace telinject {

// The line that brings the macros in.  It stands on a line that was empty, or before a comment (then one space
// follows).
inline constexpr std::string_view kIncludeLine = "#include <telinject/telinject.h> /* injected */";
// Where a file has no such line, and only when edited in place: a line of its own, and the numbering as it was.
inline constexpr std::string_view kRestartNumbering = "#line 1";

// May hold insertions; a quick look that lets most files skip strip().
bool may_be_instrumented(std::string_view text);

// What cannot be removed.  what: "what happened; what to do".
struct StripRefusal {
  unsigned line = 0;
  std::string what;
};

struct StripResult {
  std::string text;                   // where anything was refused: the text as it is
  std::vector<StripRefusal> refusals; // in order of line
};

StripResult strip_insertions(std::string_view text);

// The text alone.
std::string strip(std::string_view text);

// Does the text hold the inserted #include?
bool has_inserted_include(std::string_view text);

} // namespace telinject
