// Finds the rewriter's insertions in a text by its tokens, however a formatter broke their lines, and says what is
// wrong with those that cannot be removed.
#pragma once

#include "tool/source/scan.h"

#include <string>
#include <string_view>
#include <vector>

namespace telinject {

// One inserted macro with its arguments, by tokens: [begin, end), from the name to the ')'.
struct Insertion {
  size_t begin = 0, end = 0;
  bool stands_before = false; // its blank is the one behind it
  bool is_compact = false;    // as the rewriter writes it: on one line, the '(' next to the name
};

// What keeps an insertion from being removed.  what: "what happened; what to do".
struct StripProblem {
  size_t offset = 0;
  std::string what;
};

struct FoundInsertions {
  std::vector<Insertion> insertions; // in order of place
  std::vector<StripProblem> problems;
};

// is_instrumented: the text has the rewriter's #include, so that an unknown macro can only be another version's.
FoundInsertions find_insertions(std::string_view text, const std::vector<ScanToken> &tokens, bool is_instrumented);

// The indexes of tokens that a preprocessing directive holds.
std::vector<bool> tokens_of_directives(std::string_view text, const std::vector<ScanToken> &tokens);

inline std::string_view word_of(std::string_view text, const ScanToken &token) {
  return text.substr(token.offset, token.length);
}

} // namespace telinject
