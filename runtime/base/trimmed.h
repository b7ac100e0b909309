// Removes characters at both ends of a text.
#pragma once

#include "runtime/base/text.h"

namespace telinject {

constexpr Slice white_space = " \t\r\n";

inline Slice trimmed(Slice text, Slice characters = white_space) {
  while (!text.empty() && characters.contains(text.data[0]))
    text = text.drop_front(1);
  while (!text.empty() && characters.contains(text.end()[-1]))
    text = text.take_front(text.size - 1);
  return text;
}

} // namespace telinject
