// What stderr and stdout have in common: a high duplicate of a descriptor that the program was started with.
#pragma once

#include "runtime/sinks/descriptor.h"

#include <cerrno>

namespace telinject {

// A duplicate of `original`, to be written to.  When the program has closed the duplicate, a new one is taken, but only
// of the same file: a number that means another file by now is the program's own business.
inline bool ready_stream(Descriptor &copy, int original) {
  return copy.intact() || (copy.same_file(original) && copy.duplicate(original) == 0);
}

inline int write_stream(Descriptor &copy, int original, Slice lines, std::uint64_t &written) {
  return ready_stream(copy, original) ? copy.write(lines, written) : EBADF;
}

inline std::uint64_t position_of_stream(Descriptor &copy, int original) {
  return ready_stream(copy, original) ? copy.position() : ~std::uint64_t{0};
}

} // namespace telinject
