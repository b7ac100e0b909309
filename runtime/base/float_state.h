// Saves and restores the floating-point state of the calling thread: the program may trap on exceptions that the
// runtime's arithmetic raises, and may read flags that the runtime must not change.
#pragma once

#include <cstdint>

namespace telinject {

// While it lives, the state is as the C library starts a program: no traps, rounding to nearest.
class PlainFloatState {
public:
#if defined(__x86_64__)
  PlainFloatState() {
    constexpr std::uint32_t all_masked = 0x1f80;
    asm volatile("stmxcsr %0\n\tfnstenv %1\n\tldmxcsr %2" : "=m"(vector_), "=m"(x87_) : "m"(all_masked));
    // fnstenv itself masks all exceptions; fldcw sets rounding and precision; the registers are unchanged.
    constexpr std::uint16_t control = 0x037f;
    asm volatile("fldcw %0" : : "m"(control));
  }
  ~PlainFloatState() { asm volatile("fldenv %0\n\tldmxcsr %1" : : "m"(x87_), "m"(vector_)); }
#elif defined(__aarch64__)
  PlainFloatState() {
    asm volatile("mrs %0, fpcr\n\tmrs %1, fpsr\n\tmsr fpcr, %2"
                 : "=&r"(control_), "=&r"(status_)
                 : "r"(std::uint64_t{0}));
  }
  ~PlainFloatState() { asm volatile("msr fpcr, %0\n\tmsr fpsr, %1" : : "r"(control_), "r"(status_)); }
#endif
  PlainFloatState(const PlainFloatState &) = delete;
  PlainFloatState &operator=(const PlainFloatState &) = delete;

private:
#if defined(__x86_64__)
  std::uint32_t vector_;
  struct {
    std::uint32_t words[7];
  } x87_;
#elif defined(__aarch64__)
  std::uint64_t control_, status_;
#endif
};

} // namespace telinject
