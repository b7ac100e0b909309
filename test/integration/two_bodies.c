/* Functions that get a second body when they are instrumented, for two_bodies_run.sh: with any compiler options they
 * must print the same and emit the same events. */
#include <stdio.h>
#include <string.h>

static unsigned long sum;

#ifdef __cplusplus
#error "this is a program of C"
#endif

/* -finstrument-functions, -fsanitize-coverage=trace-pc */
void __cyg_profile_func_enter(void *, void *);
void __cyg_profile_func_exit(void *, void *);
__attribute__((no_instrument_function)) void __cyg_profile_func_enter(void *f, void *c) { (void)f; (void)c; }
__attribute__((no_instrument_function)) void __cyg_profile_func_exit(void *f, void *c) { (void)f; (void)c; }
#if defined(__GNUC__) && !defined(__clang__)
void __sanitizer_cov_trace_pc(void);
__attribute__((no_instrument_function, no_sanitize_coverage)) void __sanitizer_cov_trace_pc(void) {}
#endif

static int add(int a, int b) { return a + b; }
static inline int twice(int a) { return add(a, a); }
/* More arguments than registers, and of every kind. */
static long many(char a, short b, int c, long d, float e, double f, const char *g, unsigned h, _Bool i, long double j, int k) {
  return a + b + c + d + (long)e + (long)f + (long)strlen(g) + h + i + (long)j + k;
}
static void note(int *count) { ++*count; }
static int calls(void) { static int n; return ++n; }
static int fib(int n) {
  int x;
  if (n < 2)
    return n;
  x = fib(n - 1);
  return x + fib(n - 2);
}
static int jumps(int n) {
again:
  if (n > 10) {
    n -= 7;
    goto again;
  }
  switch (n) {
  case 1: return 5;
  case 4: n = 2; break;
  default: break;
  }
  return n ? n : -1;
}
static int apply(int (*f)(int), int n) {
  int i, s = 0;
  for (i = 0; i < n; ++i)
    s += f(i);
  return s;
}
int shared(int a);
int shared(int a) { return a % 3; }
static char *fill(char to[8], char with) {
  int i = 0;
  do
    to[i] = with;
  while (++i < 7);
  to[7] = 0;
  return to;
}

/* The last value, or the address that the body passes beside them, does not fit into a register: what is inlined into these
 * functions calls its hooks from about the same address. */
static inline void grow(long *to, long by) { *to += by; }
__attribute__((noinline)) static void three(long *to, long a, long b) { grow(to, a); grow(to, b); }
__attribute__((noinline)) static void four(long *to, long a, long b, long c) { grow(to, a); grow(to, b); grow(to, c); }
__attribute__((noinline)) static void five(long *to, long a, long b, long c, long d) { grow(to, a + b); grow(to, c + d); }
__attribute__((noinline)) static void six(long *to, long a, long b, long c, long d, long e) { grow(to, a + b + c); grow(to, d + e); }

int main(void) {
  long grown = 0;
  int i, count = 0;
  char text[8];
  for (i = 0; i < 3; ++i) {
    sum += (unsigned long)(twice(i) + jumps(i * 9) + apply(shared, i) + apply(twice, 2));
    sum += (unsigned long)many('a', 2, i, 4, 5.5f, 6.5, fill(text, 'x'), 8, 1, 9.5L, 10) + (unsigned long)fib(i + 4);
    note(&count);
    three(&grown, i, 1);
    four(&grown, i, 1, 2);
    five(&grown, i, 1, 2, 3);
    six(&grown, i, 1, 2, 3, 4);
  }
  sum += (unsigned long)grown;
  printf("%lu %d %d %s\n", sum, count, calls() + calls(), text);
  return 0;
}
