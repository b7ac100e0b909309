// Where this thread's own stack lies.  Reads /proc/self/maps without allocation; a few microseconds and more, so only
// asked where a span looks skipped over.
#pragma once

#include <cstdint>

namespace telinject {

struct StackBounds {
  std::uintptr_t low = 0, high = 0;
  bool known() const { return high != 0; }
  bool holds(std::uintptr_t address) const { return address >= low && address < high; }
};

// The calling thread's; not known where /proc cannot be read.
StackBounds own_stack_bounds();

} // namespace telinject
