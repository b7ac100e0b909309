// Finds the inserted #include and the `#line 1` after it, even if a formatter or include sorter moved them.
#pragma once

#include "tool/source/scan.h"

#include <string_view>
#include <vector>

namespace telinject::rewrite {

// A byte range to remove; leaves_blank: one space remains in its place.
struct Cut {
  size_t begin = 0, end = 0;
  bool leaves_blank = false;
};

struct FoundIncludes {
  std::vector<Cut> cuts; // sorted by offset
  bool any = false;      // an inserted #include was found, not only a `#line 1` that may belong to one
};

FoundIncludes find_injected_includes(std::string_view text, const std::vector<ScanToken> &tokens);

// Finds remains of an inserted #include in instrumented text: one without its marker comment (if no other has one), and
// a `#line 1` at the top.
std::vector<Cut> find_remaining_includes(std::string_view text, const std::vector<ScanToken> &tokens, bool any_marked);

} // namespace telinject::rewrite
