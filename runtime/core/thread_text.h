// What events say about a thread: the facts, and the text that a format made of them.
#pragma once

#include <cstddef>
#include <cstdint>

namespace telinject {

// Written by the thread before its first record is visible, then read by the renderer.
struct ThreadFacts {
  int id = 0;
  char name[16] = {};
  std::uint32_t generation = 0; // changes with the thread and with its facts
};

// Owned by the renderer.
struct ThreadText {
  std::uint64_t last_ns = 0; // time of the last event, as times of one thread never decrease
  std::uint32_t generation = 0;
  std::size_t size = 0;
  char text[192];
};

} // namespace telinject
