// Where this thread's own stack lies.
#pragma once

#include <cstdint>

namespace telinject {

struct StackBounds {
  std::uintptr_t low = 0, high = 0;
  // No stack: every frame is below.
  static constexpr StackBounds none() { return {~std::uintptr_t{0}, ~std::uintptr_t{0}}; }
  bool known() const { return high != 0; }
  bool contains(std::uintptr_t address) const { return address >= low && address < high; }
  bool overlaps(const StackBounds &o) const { return low < o.high && o.low < high; }
};

// The calling thread's, which it was started on; not known where /proc cannot be read.  Reads /proc/self/maps without
// allocation: a few microseconds and more.  is_exact: else memory of something else may lie in the lower part.
StackBounds thread_stack_bounds(bool &is_exact);

// A part of it that holds the address, for nothing; not known where that takes thread_stack_bounds.
StackBounds thread_stack_part(std::uintptr_t address);

// Without what `other` has of it, as far as that leaves the address in it.
StackBounds without(StackBounds bounds, const StackBounds &other, std::uintptr_t address);

} // namespace telinject
