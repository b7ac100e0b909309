// A site: one occurrence of a construct in a file, instrumented (it has edits) or skipped (it has a reason).
#pragma once

#include "matchers/edit.h"

#include <string>
#include <vector>

namespace telinject {

// A guard for a function whose own events are not wanted, for the sake of the sites inside: no candidate of its own.
inline constexpr const char *kScope = "scope";
// What gives a function its second body (two_bodies.h): none either.  In the order of names it comes after what it
// leans on.
inline constexpr const char *kTwoBodies = "two-bodies";
// What keeps the runtime from running a what() of the program's (what.h): none either.
inline constexpr const char *kWhat = "what";

struct Site {
  std::string construct; // "function", as in constructs.def, or one of the above
  std::string file;      // real path
  unsigned offset = 0;   // of the site's anchor (for a function its '{'), what makes it the same site in every unit
  unsigned line = 0;
  unsigned column = 0;
  std::string name;        // what a person calls it: a function's qualified name
  std::string skip_reason; // empty where instrumented; else a row of docs/limitations.md
  std::vector<Edit> edits; // empty where skipped
  // The site of the same file whose guard this one leans on; needs_construct is "" where there is none.
  std::string needs_construct;
  unsigned needs_offset = 0;

  bool instrumented() const { return skip_reason.empty(); }
  bool is_candidate() const { return construct != kScope && construct != kTwoBodies && construct != kWhat; }
};

} // namespace telinject
