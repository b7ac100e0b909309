// Hashes ids from the input with a random seed, so that no input can provoke collisions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>

namespace telinject::events {

inline std::uint64_t hash_seed() {
  static const std::uint64_t seed = [] {
    std::random_device device;
    return static_cast<std::uint64_t>(device()) << 32 | device();
  }();
  return seed;
}

inline std::uint64_t mix(std::uint64_t value) {
  value ^= hash_seed();
  value = (value ^ value >> 33) * 0xff51afd7ed558ccdULL;
  value = (value ^ value >> 33) * 0xc4ceb9fe1a85ec53ULL;
  return value ^ value >> 33;
}

struct IdHash {
  std::size_t operator()(std::uint64_t id) const { return static_cast<std::size_t>(mix(id)); }
};

} // namespace telinject::events
