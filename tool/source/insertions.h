// Finds insertions in a token list, even if a formatter broke their lines, and explains which ones cannot be removed.
#pragma once

#include "tool/source/scan.h"

#include <string>
#include <string_view>
#include <vector>

namespace telinject::rewrite {

// One inserted macro with its arguments: the tokens [begin, end) from the name to the ')'.
struct Insertion {
  size_t begin = 0, end = 0;
  bool stands_before = false; // followed, not preceded, by its space
  bool is_compact = false;    // unmodified: on one line, with the '(' directly after the name
};

// Explains why an insertion cannot be removed. message: "what happened; what to do".
struct StripProblem {
  size_t offset = 0;
  std::string message;
};

struct FoundInsertions {
  std::vector<Insertion> insertions; // sorted by offset
  std::vector<StripProblem> problems;
};

// is_instrumented: the text has the inserted #include, so an unknown macro comes from another version of telinject.
FoundInsertions find_insertions(std::string_view text, const std::vector<ScanToken> &tokens, bool is_instrumented);

// Returns for each token whether it is part of a preprocessing directive.
std::vector<bool> tokens_of_directives(std::string_view text, const std::vector<ScanToken> &tokens);

inline std::string_view word_of(std::string_view text, const ScanToken &token) {
  return text.substr(token.offset, token.length);
}

} // namespace telinject::rewrite
