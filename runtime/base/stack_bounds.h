// Finds the bounds of the calling thread's stack.
#pragma once

#include <cstdint>

namespace telinject {

struct StackBounds {
  std::uintptr_t low = 0, high = 0;
  // An empty range, above every frame.
  static constexpr StackBounds none() { return {~std::uintptr_t{0}, ~std::uintptr_t{0}}; }
  bool known() const { return high != 0; }
  bool contains(std::uintptr_t address) const { return address >= low && address < high; }
  bool overlaps(const StackBounds &o) const { return low < o.high && o.low < high; }
};

// Returns the stack that the calling thread was started on; unknown if /proc cannot be read.  Reads /proc/self/maps
// without allocating, which takes some microseconds or more.  is_exact: false if the lower part may hold other memory.
StackBounds thread_stack_bounds(bool &is_exact);

// Returns a part of the stack that holds the address, cheaply; unknown if only thread_stack_bounds can find it.
StackBounds thread_stack_part(std::uintptr_t address);

// Cuts the range of `other` out of `bounds`, keeping the part that holds the address.
StackBounds without(StackBounds bounds, const StackBounds &other, std::uintptr_t address);

} // namespace telinject
