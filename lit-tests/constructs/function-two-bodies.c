// C functions that are split into a plain and an instrumented body, and those that are not.
// RUN: %roundtrip --bodies --events=function %s --std=gnu11 --lax --warn=redundant-decls,no-attributes,no-deprecated-non-prototype --trace > %t && %FileCheck %s < %t && %FileCheck %s --check-prefix=ONE < %t
// RUN: %roundtrip %s --std=gnu11 --lax --warn=-Wredundant-decls --warn=-Wno-attributes --warn=-Wno-deprecated-non-prototype > /dev/null
// RUN: %roundtrip --option=--events=loop %s --std=gnu11 --lax --warn=-Wno-attributes --warn=-Wno-deprecated-non-prototype > /dev/null

#include <alloca.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

// CHECK: {{^}}TELINJECT_SPLIT_DECL(int, twice, int telinject_g0, int a) static int twice(int a) { TELINJECT_SPLIT_ENTRY(int, twice, (int telinject_g0, int a), (telinject_g0, a)) TELINJECT_FUNCTION(1, "i", "twice(a) -> int", a) TELINJECT_SPLIT_BODY(int, twice, (int telinject_g1, int a), (telinject_g1, a)) return TELINJECT_RETURN(1, int) a + a TELINJECT_END_RETURN(1, "i"); }
static int twice(int a) { return a + a; }

// Of several lines, with comments, an array and a function among the parameters, a static variable.
// CHECK: {{^}}TELINJECT_SPLIT_DECL(char *, fill, int telinject_g0, char out[4], const char *text, int (*f)(int, int)) static
// CHECK: {{^}}{ TELINJECT_SPLIT_ENTRY(char *, fill, (int telinject_g0, char out[4], const char *text, int (*f)(int, int)), (telinject_g0, out, text, f)) TELINJECT_FUNCTION(1, "ppp@2", {{.*}}) TELINJECT_SPLIT_BODY(char *, fill, (int telinject_g1, char out[4], const char *text, int (*f)(int, int)), (telinject_g1, out, text, f)){{$}}
static
char *fill(char out[4], /* text, */ const char *text,
           int (*f)(int, int)) // called
{
  static int calls;
  int i;
  for (i = 0; i < 3; ++i)
    out[i] = (char)f(text[i], calls++);
  return out;
}

// CHECK: {{^}}TELINJECT_SPLIT_DECL(void, bump, int telinject_g0) static void bump(void) { TELINJECT_SPLIT_ENTRY_VOID(bump, (int telinject_g0), (telinject_g0)) TELINJECT_FUNCTION(1, "", "bump()") TELINJECT_SPLIT_BODY_VOID(bump, (int telinject_g1), (telinject_g1)) if (count) return; count = 9; }
static int count;
static void bump(void) { if (count) return; count = 9; }

// A parameter that is not used, a prototype before, attributes and an empty macro that change nothing, two functions on one line.
#define EMPTY
#define PRIVATE static __attribute__((noinline))
// CHECK: {{^}}TELINJECT_SPLIT_DECL(int, second, {{.*}}) int second(int a, int b) {
int second(int a, int b);
int second(int a, int b) { (void)b; return a; }
// CHECK: {{^}}TELINJECT_SPLIT_DECL(int, quiet, int telinject_g0, int a) EMPTY PRIVATE int quiet(int a) {
EMPTY PRIVATE int quiet(int a) { return a; }
// CHECK: {{^}}TELINJECT_SPLIT_DECL(int, one, {{.*}}) static int one(int a) { {{.*}} } TELINJECT_SPLIT_DECL(int, two, {{.*}}) static int two(int a) { {{.*}} }{{$}}
static int one(int a) { return a; } static int two(int a) { return one(a) + 1; }
// CHECK: {{^}}TELINJECT_SPLIT_DECL(long, fib, {{.*}}) static long fib(int n) {
static long fib(int n) { long x; if (n < 2) return n; x = fib(n - 1); return x + fib(n - 2); }
// CHECK: {{^}}TELINJECT_SPLIT_DECL(int, sum, {{.*}}) static inline int sum(
static inline int sum(char a, short b, float c, double d, _Bool e, long f, unsigned char g, long double h) { return (int)(a + b + c + d + e + f + g + h); }

// The name of the function shows.
// ONE: {{^}}static size_t named(void) { TELINJECT_FUNCTION(
static size_t named(void) { return strlen(__func__); }
// ONE: {{^}}static size_t hidden(void) { TELINJECT_FUNCTION(
static size_t hidden(void) {
#if 0
  return __FUNCTION__;
#endif
  return 7;
}
// The frame shows.
// ONE: {{^}}static int arguments(int n, ...) { TELINJECT_FUNCTION(
static int arguments(int n, ...) { va_list l; va_start(l, n); n = va_arg(l, int); va_end(l); return n; }
// ONE: {{^}}static int jumps(int a) { TELINJECT_FUNCTION(
static jmp_buf env;
static int jumps(int a) { if (setjmp(env)) return 1; if (a) longjmp(env, 1); return 0; }
// ONE: {{^}}static int caller(void) { TELINJECT_FUNCTION(
static int caller(void) { return __builtin_return_address(0) != 0; }
// ONE: {{^}}static int room(int n) { TELINJECT_FUNCTION(
static int room(int n) { char *p = alloca((unsigned)n); memset(p, 1, (unsigned)n); return p[0]; }
// ONE: {{^}}static int array(int n) { TELINJECT_FUNCTION(
static int array(int n) { char p[n]; memset(p, 1, (unsigned)n); return p[0]; }
// ONE: {{^}}static int sized(int n, int p[n]) { TELINJECT_FUNCTION(
static int sized(int n, int p[n]) { return p[n - 1]; }
// Compilers copy no such body.
// ONE: {{^}}static int computed(int n) { TELINJECT_FUNCTION(
static int computed(int n) { static void *const t[] = {&&a, &&b}; goto *t[n & 1]; a: return 1; b: return 2; }
// ONE: {{^}}static int assembly(int a) { TELINJECT_FUNCTION(
static int assembly(int a) { __asm__ volatile(""); return a; }
// Attributes that would have to hold for both, also one that only the prototype has.
// ONE: {{^}}static __attribute__((optimize("O1"))) int slow(int n) { TELINJECT_FUNCTION(
static __attribute__((optimize("O1"))) int slow(int n) { return n; }
// ONE: {{^}}int placed(int n) { TELINJECT_FUNCTION(
int placed(int n) __attribute__((section(".text.placed")));
int placed(int n) { return n; }
// ONE: {{^}}#define OWN __attribute__((always_inline)) static inline
// ONE-NEXT: {{^}}OWN int always(int n) { TELINJECT_FUNCTION(
#define OWN __attribute__((always_inline)) static inline
OWN int always(int n) { return n; }
// What is no scalar, has no name, hides another name, or is declared by the header itself.
// ONE: {{^}}static struct pair { int a, b; } swapped(struct pair p) { TELINJECT_FUNCTION(
static struct pair { int a, b; } swapped(struct pair p) { struct pair q = {p.b, p.a}; return q; }
// ONE: {{^}}static enum hue { red, green } hue(int n) { TELINJECT_FUNCTION(
static enum hue { red, green } hue(int n) { return n ? green : red; }
// ONE: {{^}}inline int shared(int a) { TELINJECT_FUNCTION(
extern int shared(int a);
inline int shared(int a) { return a * 3; }
// ONE: {{^}}static int counts(int hits) { TELINJECT_FUNCTION(
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
static int hits = 3;
static int counts(int hits) { return hits; }
#pragma GCC diagnostic pop
// ONE: {{^}}static int old(a, b) int a; char b; { TELINJECT_FUNCTION(
static int old(a, b) int a; char b; { return a + b; }
// Another configuration may have another header.
// ONE: {{^}}static int
// ONE-NEXT: {{^}}#if 1
// ONE: {{^}}{ TELINJECT_FUNCTION(
static int
#if 1
configured(int a)
#else
configured(long a)
#endif
{ return (int)a; }
// ONE: {{^}}static int both(PAIR) { TELINJECT_FUNCTION(
#define PAIR int a, int b
static int both(PAIR) { return a * b; }
// A compiler that finds the loop of memset in another function calls memset.
// ONE: {{^}}void *mempcpy(void *to, const void *from, size_t n) { TELINJECT_FUNCTION(
void *mempcpy(void *to, const void *from, size_t n);
void *mempcpy(void *to, const void *from, size_t n) { for (size_t i = 0; i < n; i++) ((char *)to)[i] = ((const char *)from)[i]; return (char *)to + n; }

static int apart(int a, int b) { return a - b; }

int main(void) {
  char out[4] = "";
  int numbers[3] = {1, 2, 3};
  struct pair p = {1, 2};
  bump();
  printf("%d %d %d %d %d %ld %d\n", twice(21), fill(out, "xyz", apart)[2], count, second(1, 2), quiet(3) + two(4), fib(5), sum(1, 2, 3, 4, 1, 5, 6, 7));
  printf("%d %d %d %d %d %d %d %d\n", (int)named(), (int)hidden(), arguments(1, 8), jumps(1), caller(), room(3), array(4), sized(3, numbers));
  printf("%d %d %d %d %d %d %d\n", computed(1), assembly(2), slow(3), placed(4), always(5), swapped(p).a, (int)hue(1));
  printf("%d %d %d %d %d %d\n", shared(3), counts(4) + hits, old(1, 2), configured(6), both(3, 4), *((char *)mempcpy(out, "ab", 2) - 1));
  return 0;
}
// CHECK: === trace
// CHECK-DAG: < twice = 42
// CHECK-DAG: < fib = 5
// CHECK-DAG: < sum = 29
