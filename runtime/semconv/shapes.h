// Secrets by their shape inside of names.  Pure and async-signal-safe.
#pragma once

#include "runtime/config/secret_shapes.h"

namespace telinject {

inline bool is_of_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// Does a word of the text have the shape of a secret?  Reads each character a few times at most.
inline bool has_secret_shape(Slice text) {
  for (std::size_t i = 0; i < text.size; ++i)
    if ((i == 0 || !is_of_name(text.data[i - 1])) && secret_shape(text.drop_front(i)) != 0)
      return true;
  return false;
}

} // namespace telinject
