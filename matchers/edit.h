// Places in a text and changes of it.  Every change is an insertion: nothing of the user's text is ever replaced,
// which is what makes `strip` exact.
#pragma once

#include <string>

namespace telinject {

// [begin, end) in bytes.
struct TextRange {
  unsigned begin = 0, end = 0;
  friend bool operator==(const TextRange&, const TextRange&) = default;
};

struct Edit {
  unsigned offset = 0;  // in bytes from the start of the file as it is without telinject's insertions
  std::string text;     // never contains a newline: no line of the user's code moves

  friend bool operator==(const Edit&, const Edit&) = default;
};

}  // namespace telinject
