// Shared by stderr and stdout: a high duplicate of a descriptor that the program was started with.
#pragma once

#include "runtime/sinks/descriptor.h"

#include <cerrno>

namespace telinject {

// Makes a duplicate of `original` to write to.  If the program has closed the duplicate, makes a new one, but only of
// the same file: if the number refers to another file by now, it belongs to the program.
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
