// Reads the tokens of a value with parts, as <telinject/detail/shown.hpp> lists them.  A record holds them like a text.
#pragma once

#include "runtime/base/load.h"
#include "runtime/base/text.h"

namespace telinject {

struct ShownToken {
  char tag = '.'; // '.': the tokens end here
  Slice bytes;    // of t and u: the text; else the token's data
  unsigned unit = 1;
};

// Takes the first token off `rest`.
inline ShownToken take_token(Slice &rest) {
  ShownToken token;
  const char tag = rest.empty() ? '.' : rest.data[0];
  std::size_t head = 1, size = 0;
  switch (tag) {
  case 'b':
  case 'c':
    size = 1;
    break;
  case 'i':
  case 'x':
  case 'y':
  case 'f':
  case 'p':
  case 'o':
  case 'T':
    size = 8;
    break;
  case 'g':
  case 'n':
    size = 16;
    break;
  case 'q':
  case 'Q':
    size = 24;
    break;
  case 'u':
  case 't':
    head = tag == 'u' ? 6 : 5;
    if (rest.size < head)
      return token;
    token.unit = tag == 'u' ? static_cast<unsigned char>(rest.data[1]) : 1;
    size = load<std::uint32_t>(rest.data + head - 4);
    break;
  case 'z':
  case '[':
  case ']':
  case '{':
  case '}':
    break;
  default:
    return token;
  }
  if (rest.size - head < size)
    return token;
  token.tag = tag;
  token.bytes = Slice(rest.data + head, size);
  rest = rest.drop_front(head + size);
  return token;
}

} // namespace telinject
