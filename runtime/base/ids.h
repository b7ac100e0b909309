// Generates trace and span ids: one generator for each thread, seeded from the kernel, independent of the program's
// rand.  Owner thread only.
#pragma once

#include <cstdint>

namespace telinject {

// Random bits from the kernel; from clocks and addresses if it has none yet.  Does not block.  Async-signal-safe.
std::uint64_t random_seed();

class IdSource {
public:
  void seed(std::uint64_t value) { state_ = value; }

  // Returns a uniform value other than 0 (splitmix64: each state gives another value, so a thread never repeats an id).
  std::uint64_t next() {
    for (;;) {
      state_ += 0x9E3779B97F4A7C15u;
      std::uint64_t z = state_;
      z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
      z = (z ^ z >> 27) * 0x94D049BB133111EBu;
      z ^= z >> 31;
      if (z != 0)
        return z;
    }
  }

private:
  std::uint64_t state_ = 0;
};

} // namespace telinject
