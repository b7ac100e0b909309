/* Signaling NaNs, first with all exceptions masked, then with traps: a program that does no arithmetic with them
 * raises nothing. As C and as C++17, for abi_options_run.sh. COPIED: values are passed through memory only, because
 * x87 instructions convert what they load.  The calls go on for 30 ms, so that what hooks do now and then (windows of the
 * budget, the search for roots, the counter's speed) is tried too. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <fenv.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

typedef float real;
struct all {
  int count;
  float narrow;
  double plain;
  long double wide;
};

static void set_float(float *to, const float from) { *to = from; }
static void set_double(double *to, double from) { *to = from; }
static void set_wide(long double *to, long double from) { *to = from; }
static float same_float(float x) { return x; }
static real same_real(real x) { return x; }
static double same_double(double x) { return x; }
static long double same_wide(long double x) { return x; }
static void set_members(struct all *to, float narrow, double plain, long double wide) {
  float copy;
  to->narrow = narrow;
  to->plain = plain;
  to->wide = wide;
  copy = to->narrow;
  to->count += memcmp(&copy, &narrow, sizeof copy) == 0;
}
static float last(const float *of, int count) {
  float x = of[0];
  for (int i = 1; i < count; i++)
    x = of[i];
  return x;
}
static int is_set(float small, float subnormal, float infinite) { return small == 0.375f && subnormal > 0 && infinite > 1; }

#ifdef __cplusplus
#include <optional>
template <class T> static void set_any(T *to, T from) { *to = from; }
static void set_optional(float *to, std::optional<float> from) { memcpy(to, &*from, sizeof *to); }
static void set_wide_optional(long double *to, std::optional<long double> from) { *to = *from; }
struct holder {
  float value;
  explicit holder(float x) : value(x) {}
  float get() const { return value; }
};
#endif

static void fill(float *to, const float narrow, double *plain_to, const double plain, long double *wide_to, const long double wide) {
  memcpy(to, &narrow, 4);
  memcpy(plain_to, &plain, 8);
  memcpy(wide_to, &wide, 10);
}

static int is(const void *a, const void *b, size_t size) { return memcmp(a, b, size) == 0; }
static int try_all(float narrow, double plain, long double wide) {
  float narrow_copy, list[3];
  double plain_copy;
  long double wide_copy;
  struct all all;
  int right = 1;
  memset(&all, 0, sizeof all);
  memset(&wide_copy, 0, sizeof wide_copy);
  fill(&narrow_copy, narrow, &plain_copy, plain, &wide_copy, wide);
  right &= is(&narrow_copy, &narrow, 4) && is(&plain_copy, &plain, 8) && is(&wide_copy, &wide, 10);
#ifndef COPIED
  set_float(&narrow_copy, narrow);
  set_double(&plain_copy, plain);
  set_wide(&wide_copy, wide);
  right &= is(&narrow_copy, &narrow, 4) && is(&plain_copy, &plain, 8) && is(&wide_copy, &wide, 10);
  set_members(&all, narrow, plain, wide);
  right &= is(&all.narrow, &narrow, 4) && is(&all.plain, &plain, 8) && is(&all.wide, &wide, 10) && all.count == 1;
  narrow_copy = same_float(narrow);
  right &= is(&narrow_copy, &narrow, 4);
  narrow_copy = same_real(narrow);
  right &= is(&narrow_copy, &narrow, 4);
  plain_copy = same_double(plain);
  wide_copy = same_wide(wide);
  right &= is(&plain_copy, &plain, 8) && is(&wide_copy, &wide, 10);
  memcpy(list, &narrow, 4);
  memcpy(list + 1, &narrow, 4);
  memcpy(list + 2, &narrow, 4);
  narrow_copy = last(list, 3);
  right &= is(&narrow_copy, &narrow, 4);
#endif
#if defined(__cplusplus) && !defined(COPIED)
  set_any(&narrow_copy, narrow);
  set_any(&plain_copy, plain);
  set_any(&wide_copy, wide);
  set_optional(&narrow_copy, narrow);
  set_wide_optional(&wide_copy, wide);
  right &= is(&narrow_copy, &narrow, 4) && is(&plain_copy, &plain, 8) && is(&wide_copy, &wide, 10);
  narrow_copy = holder(narrow).get();
  right &= is(&narrow_copy, &narrow, 4);
#endif
  return right;
}

static int try_for_a_while(float narrow, double plain, long double wide) {
  const clock_t end = clock() + CLOCKS_PER_SEC / 1000 * 30;
  int right = 1;
  while (clock() < end)
    right &= try_all(narrow, plain, wide);
  return right;
}

int main(void) {
  const unsigned narrow_bits = 0x7fa00001u, subnormal_bits = 0x00000003u, infinite_bits = 0x7f800000u;
  const unsigned long long plain_bits = 0x7ff4000000000001ull;
  const unsigned char wide_bits[10] = {1, 0, 0, 0, 0, 0, 0, 0xa0, 0xff, 0x7f};
  float narrow, subnormal, infinite;
  double plain;
  long double wide = 0;
  memcpy(&narrow, &narrow_bits, 4);
  memcpy(&subnormal, &subnormal_bits, 4);
  memcpy(&infinite, &infinite_bits, 4);
  memcpy(&plain, &plain_bits, 8);
  memcpy(&wide, wide_bits, 10);
  feclearexcept(FE_ALL_EXCEPT);
  printf("%d %d\n", try_for_a_while(narrow, plain, wide), fetestexcept(FE_ALL_EXCEPT));
  feraiseexcept(FE_OVERFLOW);
  feenableexcept(FE_INVALID | FE_DIVBYZERO | FE_UNDERFLOW | FE_INEXACT);
  printf("%d %d\n", try_for_a_while(narrow, plain, wide), fetestexcept(FE_ALL_EXCEPT));
  is_set(0.375f, subnormal, infinite);
  return 0;
}
