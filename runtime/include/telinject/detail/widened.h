/* widened.h: widens a float to the double of the same value with integer operations: the processor's conversion raises
 * FE_INVALID for a signaling NaN, on which a program may trap and which it did not cause.  A NaN becomes quiet.  With
 * -mfpmath=387 even a copy of a float converts it, so its bits are read from memory.
 */
#ifndef TELINJECT_WIDENED_H
#define TELINJECT_WIDENED_H

#if defined(__GNUC__)
#pragma GCC system_header
#endif

#include <telinject/detail/thread_marks.h>

#ifndef __cplusplus
#if !defined(__clang__) && defined(__x86_64__)
typedef unsigned telinject_i_unsigned;
#define TELINJECT_I_FLOAT_BITS(F) \
  __extension__({ \
    telinject_i_unsigned telinject_i_float_bits; \
    __asm__("" : "=r"(telinject_i_float_bits) : "0"(F)); \
    telinject_i_float_bits; \
  })
#else
#define TELINJECT_I_FLOAT_BITS(F) telinject_i_float_bits(F)
TELINJECT_I_COPIED unsigned telinject_i_float_bits(float telinject_i_from) {
  union {
    float telinject_i_value;
    unsigned telinject_i_bits;
  } telinject_i_as;
  telinject_i_as.telinject_i_value = telinject_i_from;
  return telinject_i_as.telinject_i_bits;
}
#endif
#endif

/* No branch ends in the plain conversion: a compiler that assumes no traps (Clang, -fno-trapping-math) would move that
 * above the test. */
TELINJECT_I_COPIED double telinject_i_widened(unsigned telinject_i_bits) {
  union {
    double telinject_i_value;
    unsigned telinject_i_words[2]; /* the low one first, as on all processors that the runtime supports */
  } telinject_i_wide;
  unsigned telinject_i_field = telinject_i_bits >> 23 & 0xff, telinject_i_fraction = telinject_i_bits & 0x7fffff;
  if (telinject_i_field == 0xff) {
    telinject_i_field = 0x7ff;
    telinject_i_fraction |= telinject_i_fraction ? 0x400000u : 0u;
  } else if (telinject_i_field) {
    telinject_i_field += 1023 - 127;
  } else if (telinject_i_fraction) { /* subnormal: normalize its fraction */
    const int telinject_i_shift = __builtin_clz(telinject_i_fraction) - 8;
    telinject_i_field = 1023 - 126 - (unsigned)telinject_i_shift;
    telinject_i_fraction = telinject_i_fraction << telinject_i_shift & 0x7fffff;
  }
  telinject_i_wide.telinject_i_words[0] = (telinject_i_fraction & 7u) << 29;
  telinject_i_wide.telinject_i_words[1] =
      (telinject_i_bits & 0x80000000u) | telinject_i_field << 20 | telinject_i_fraction >> 3;
  return telinject_i_wide.telinject_i_value;
}

#endif
