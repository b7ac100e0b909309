// zmm16 to zmm31 and the mask registers k0 to k7 over a call of the C library, whose functions use them where the
// processor has AVX-512.  GCC is not told that a hook changes them (kept_calls.h), as it has no name for them unless
// the code around is made for AVX-512; a function with a target attribute is, and so may be what it inlines.
//
// So nothing that every event does calls the C library (bytes.h), this library is compiled without AVX-512, and what a
// hook does seldom stands inside of one of these.
#pragma once

#if defined(__x86_64__)
#include <atomic>
#include <cpuid.h>
#include <cstdint>
#endif

namespace telinject {

#if defined(__x86_64__)

class WideRegisters {
public:
  WideRegisters() : saved_(processor_has_them()) {
    if (!saved_)
      return;
    for (int i = 0; i < 8; ++i)
      area_.header[i] = 0; // as xrstor wants it
    asm volatile("xsave64 %0" : "+m"(area_) : "a"(components), "d"(0));
  }
  ~WideRegisters() {
    if (saved_)
      asm volatile("xrstor64 %0" : : "m"(area_), "a"(components), "d"(0));
  }
  WideRegisters(const WideRegisters &) = delete;
  WideRegisters &operator=(const WideRegisters &) = delete;

private:
  static constexpr unsigned components = 1u << 5 | 1u << 7; // masks; zmm16 to zmm31
  // By the standard format of XSAVE, which ends with zmm31 here (Intel SDM volume 1, 13.4).
  struct alignas(64) Area {
    char legacy[512];
    std::uint64_t header[8];
    char rest[2688 - 576];
  };

  static bool processor_has_them() {
    static constinit std::atomic<int> known{0}; // 1: no, 2: yes
    int answer = known.load(std::memory_order_relaxed);
    if (answer == 0) {
      answer = ask() ? 2 : 1;
      known.store(answer, std::memory_order_relaxed);
    }
    return answer == 2;
  }
  static bool ask() {
    unsigned a, b, c, d;
    if (!__get_cpuid(1, &a, &b, &c, &d) || (c & bit_OSXSAVE) == 0)
      return false;
    asm("xgetbv" : "=a"(a), "=d"(d) : "c"(0));
    return (a & components) == components;
  }

  bool saved_;
  Area area_;
};

#else

class WideRegisters {
public:
  WideRegisters() {}
  ~WideRegisters() {}
};

#endif

} // namespace telinject
