// A site: one occurrence of a construct in a file, either instrumented (has edits) or skipped (has a reason).
#pragma once

#include "matchers/edit.h"

#include <string>
#include <vector>

namespace telinject::rewrite {

// A guard without events, inserted for the sites inside a function that is not recorded itself. Not a candidate.
inline constexpr const char *kScope = "scope";
// Splits a C function (split_function.h). Not a candidate. Sorts after the construct it depends on.
inline constexpr const char *kSplit = "split";
// Prevents the runtime from running one of the program's what() functions (what.h). Not a candidate.
inline constexpr const char *kWhat = "what";

struct Site {
  std::string construct; // name from constructs.def, or one of the constants above
  std::string file;      // real path
  unsigned offset = 0;   // offset of the anchor (for a function its '{'); identifies the site in every unit
  unsigned line = 0;
  unsigned column = 0;
  std::string name;        // display name: a function's qualified name
  std::string skip_reason; // empty if instrumented; else a reason listed in docs/limitations.md
  std::vector<Edit> edits; // empty if skipped
  // The site of the same file whose guard this site uses; needs_construct is empty if it uses none.
  std::string needs_construct;
  unsigned needs_offset = 0;

  bool instrumented() const noexcept { return skip_reason.empty(); }
  bool is_candidate() const { return construct != kScope && construct != kSplit && construct != kWhat; }
};

} // namespace telinject::rewrite
