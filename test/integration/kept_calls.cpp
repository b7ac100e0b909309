// Functions with every kind of argument and more live values than registers, for kept_calls_run.sh: with any compiler
// flags the sums and the recorded values must be the same.
#include <telinject/telinject.h>
#include <cstdio>
#include <cstring>
static unsigned long sum;
extern "C" {
/* -finstrument-functions, -fsanitize-coverage=trace-pc */
__attribute__((no_instrument_function)) void __cyg_profile_func_enter(void *, void *);
__attribute__((no_instrument_function)) void __cyg_profile_func_exit(void *, void *);
void __cyg_profile_func_enter(void *, void *) {}
void __cyg_profile_func_exit(void *, void *) {}
#if defined(__GNUC__) && !defined(__clang__) && __GNUC__ >= 12
__attribute__((no_sanitize_coverage)) void __sanitizer_cov_trace_pc();
void __sanitizer_cov_trace_pc() {}
#endif
}
__attribute__((noinline)) static int words(int a, long b, unsigned c, const char *s, bool d) {
  TELINJECT_FUNCTION(1, "ilusb", "words(a, b, c, s, d) -> int", a, b, c, s, d)
  return TELINJECT_RETURN(1, int) a + static_cast<int>(b) + static_cast<int>(c) + static_cast<int>(std::strlen(s)) + d TELINJECT_END_RETURN(1, "i");
}
__attribute__((noinline)) static double reals(double a, int b, float c, double d) {
  TELINJECT_FUNCTION(1, "fiff", "reals(a, b, c, d) -> double", a, b, TELINJECT_REAL(c), d)
  return TELINJECT_RETURN(1, double) a * b + static_cast<double>(c) - d TELINJECT_END_RETURN(1, "f");
}
__attribute__((noinline)) static long double many(int a, int b, int c, int d, int e, int f, long double g, double h, int i) {
  TELINJECT_FUNCTION(1, "iiiiiigfi", "many(a, b, c, d, e, f, g, h, i) -> long double", a, b, c, d, e, f, g, h, i)
  return TELINJECT_RETURN(1, long double) a + b + c + d + e + f + g + h + i TELINJECT_END_RETURN(1, "g");
}
__attribute__((noinline)) static unsigned long pressed(unsigned long a, unsigned long b, unsigned long c, unsigned long d, unsigned long e, unsigned long f, double x, double y) {
  TELINJECT_FUNCTION(1, "mm", "pressed(a, b) -> unsigned long", a, b)
  unsigned long g = a ^ b, h = c + d, i = e * f, j = a - f;
  TELINJECT_LOOP(2, 1, "for condition", "n < 20") for (int n = 0; n < 20; ++n) {
    TELINJECT_ITERATION(2)
    a += b * 3; b ^= c >> 1; c += d; d = (d << 1) | (d >> 63); e -= a; f += e;
    if (a & 1) { TELINJECT_BRANCH(2, "if then", "a & 1") g += h; x *= 1.25; } else { TELINJECT_BRANCH(2, "if else", "a & 1") h ^= g; y -= x; }
    TELINJECT_WRITE() i += j ^ static_cast<unsigned long>(n) TELINJECT_END_WRITE(2, "m", "i : unsigned long", i);
    j = j * 7 + i;
  } TELINJECT_END_LOOP()
  return TELINJECT_RETURN(1, unsigned long) a + b + c + d + e + f + g + h + i + j + static_cast<unsigned long>(x * x + y * y) TELINJECT_END_RETURN(1, "m");
}
int main() {
  TELINJECT_FUNCTION(1, "", "main() -> int")
  double r = 0;
  for (int i = 0; i < 3; ++i) {
    sum += static_cast<unsigned long>(words(i, -2, 7u, "text", i & 1));
    r += reals(1.5, i, 2.25f, -3.5);
    r += static_cast<double>(many(i, 2, 3, 4, 5, 6, 7.5L, 8.25, 9));
    sum += pressed(sum, 5, 7, 11, 13, 17, 1.5, 2.5);
  }
  std::printf("%lu %.3f\n", sum, r);
  return 0;
}
