// Reads a value from memory of any alignment.
#pragma once

#include <cstring>

namespace telinject {

template <class T> T load(const char *p) {
  T v;
  std::memcpy(&v, p, sizeof v);
  return v;
}

} // namespace telinject
