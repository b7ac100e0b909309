// What lines say of a thread: the facts, and the text that a format made of them.
#pragma once

#include <cstddef>
#include <cstdint>

namespace telinject {

// Written by the thread before its first record is seen, then read by whoever renders.
struct ThreadFacts {
  int id = 0;
  char name[16] = {};
  std::uint32_t generation = 0; // another one: another thread, or other facts
};

// Of whoever renders.
struct ThreadText {
  std::uint64_t last_ns = 0; // of the last event: a thread's own times do not go back
  std::uint32_t generation = 0;
  std::size_t size = 0;
  char text[192];
};

} // namespace telinject
