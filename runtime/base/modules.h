// What is mapped executable in this process, so that an address can be told as a place in a file.  Only whoever drains;
// async-signal-safe: /proc/self/maps is read by system calls, no lock of the loader is taken.
#pragma once

#include "runtime/base/text.h"

namespace telinject {

// PATH#ID of the mapped file: ID is its build id in hexadecimal digits, or "t" and its time of modification in
// nanoseconds, "-" and its size.  Empty: no file, or one whose contents cannot be told from another's.
struct Module {
  std::uint64_t start, end;
  std::uint64_t offset; // of `start` in the file
  Slice name;
};

// null: nothing is mapped there that may be executed.
const Module *find_module(std::uint64_t address);
// All that find_module knows, in the order of their addresses; generation changes whenever this does.
struct Modules {
  const Module *list;
  std::size_t count;
  std::uint64_t generation;
};
Modules known_modules();

// Something else may be mapped there from now on (dlclose).
void forget_modules();

} // namespace telinject
