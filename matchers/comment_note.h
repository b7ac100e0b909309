// What became of a comment that is to switch instrumentation off or on.
#pragma once

#include <string>

namespace telinject {

struct CommentNote {
  std::string file; // real path
  unsigned line = 0;
  std::string problem;  // what a warning says of it where it switches nothing
  bool is_used = false; // it switches something in this unit

  friend bool operator==(const CommentNote &, const CommentNote &) = default;
};

} // namespace telinject
