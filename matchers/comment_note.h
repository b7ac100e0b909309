// Records whether an opt-out comment took effect.
#pragma once

#include <string>

namespace telinject::rewrite {

struct CommentNote {
  std::string file; // real path
  unsigned line = 0;
  std::string problem;  // text of the warning if the comment has no effect
  bool is_used = false; // the comment takes effect in this unit

  friend bool operator==(const CommentNote &, const CommentNote &) = default;
};

} // namespace telinject::rewrite
