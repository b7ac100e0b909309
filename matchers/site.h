// A site: one occurrence of a construct in a file, instrumented (it has edits) or skipped (it has a reason).
#pragma once

#include "edit.h"

#include <string>
#include <vector>

namespace telinject {

struct Site {
  std::string construct;    // "function", as in constructs.def
  std::string file;         // real path
  unsigned offset = 0;      // of the site's anchor (for a function its '{'), what makes it the same site in every unit
  unsigned line = 0;
  unsigned column = 0;
  std::string name;         // what a person calls it: a function's qualified name
  std::string skip_reason;  // empty where instrumented; else a row of docs/limitations.md
  std::vector<Edit> edits;  // empty where skipped

  bool instrumented() const { return skip_reason.empty(); }
};

}  // namespace telinject
