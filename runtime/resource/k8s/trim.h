// White space at the end of what a file holds.
#pragma once

#include "runtime/base/text.h"

namespace telinject::k8s {

inline Slice trimmed_end(Slice s) {
  while (!s.empty() && Slice(" \n\r\t").contains(s.data[s.size - 1]))
    s = s.take_front(s.size - 1);
  return s;
}

} // namespace telinject::k8s
