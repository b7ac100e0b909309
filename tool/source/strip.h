// Removes every insertion from a text. Restores unmodified output of telinject byte for byte; reformatted text becomes
// the formatter's version of the original, except for white space. Needs no flags and no parser.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace telinject::rewrite {

// The line that includes the macros. It replaces an empty line or precedes a comment (followed by one space).
inline constexpr std::string_view kIncludeLine = "#include <telinject/telinject.h> /* injected */";
// Follows the include line in files that have no suitable line (in-place edits only).
inline constexpr std::string_view kRestartNumbering = "#line 1";

// A quick check that lets most files skip strip().
[[nodiscard]] bool may_be_instrumented(std::string_view text);

// Explains what cannot be removed. message: "what happened; what to do".
struct StripRefusal {
  unsigned line = 0;
  std::string message;
};

struct StripResult {
  std::string text;                   // the unchanged text if there are refusals
  std::vector<StripRefusal> refusals; // sorted by line
};

StripResult strip_insertions(std::string_view text);

// Returns only the text.
std::string strip(std::string_view text);

// Returns true if the text contains the inserted #include.
bool has_inserted_include(std::string_view text);

} // namespace telinject::rewrite
