// Finds the #include that the rewriter inserted, and the `#line 1` behind it, however a formatter or an include sorter
// moved them.
#pragma once

#include "tool/source/scan.h"

#include <string_view>
#include <vector>

namespace telinject {

// A piece of text to take out: [begin, end) in bytes; one blank is left where `leaves_blank`.
struct Cut {
  size_t begin = 0, end = 0;
  bool leaves_blank = false;
};

struct FoundIncludes {
  std::vector<Cut> cuts; // in order of place
  bool any = false;      // an inserted #include, not only a `#line 1` that could be one's
};

FoundIncludes find_injected_includes(std::string_view text, const std::vector<ScanToken> &tokens);

// What is left of such an #include in a text that has insertions: one that lost its mark, where no other has it, and a
// `#line 1` at the top.
std::vector<Cut> find_left_includes(std::string_view text, const std::vector<ScanToken> &tokens, bool any_marked);

} // namespace telinject
