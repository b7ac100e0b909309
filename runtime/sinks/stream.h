// What stderr and stdout have in common: a high duplicate of a descriptor that the program was started with.
#pragma once

#include "descriptor.h"

#include <cerrno>

namespace telinject {

// Writes lines to a duplicate of `original`.  When the program has closed the duplicate, a new one is taken, but only of
// the same file: a number that means another file by now is the program's own business.
inline int write_stream(Descriptor &copy, int original, Slice lines) {
  if (!copy.intact() && (!copy.same_file(original) || copy.duplicate(original) != 0))
    return EBADF;
  return copy.write(lines);
}

} // namespace telinject
