// The executable mappings of this process, by which an address is reported as an offset in a file.  Called by the
// thread that holds the drain lock; async-signal-safe: reads /proc/self/maps with system calls and takes no lock of the
// loader.
#pragma once

#include "runtime/base/text.h"

namespace telinject {

// name: PATH#ID of the mapped file.  ID is its build id in hexadecimal digits, or "t", its modification time in
// nanoseconds, "-" and its size.  Empty: no file is mapped, or its contents cannot be identified.
struct Module {
  std::uint64_t start, end;
  std::uint64_t offset; // of `start` in the file
  Slice name;
};

// Returns null if no executable memory is mapped at the address.
const Module *find_module(std::uint64_t address);
// All modules that find_module has read, ordered by address; generation changes whenever the list does.
struct Modules {
  const Module *list;
  std::size_t count;
  std::uint64_t generation;
};
Modules known_modules();

// Forgets all mappings, as others may follow at the same addresses (dlclose).
void forget_modules();

} // namespace telinject
