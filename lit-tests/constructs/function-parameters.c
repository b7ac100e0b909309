// Arguments in C: VLAs, register, volatile, complex, arrays, function types, void; a long table of enumerators.
// RUN: %roundtrip --option=--events=function %s --std=c99 --lax --warn=-Wdouble-promotion --trace | %FileCheck %s
// RUN: %roundtrip %s --std=c99 --lax --warn=-Wdouble-promotion > /dev/null
// RUN: %roundtrip --option=--events=function %s --std=c11,gnu17 --lax --trace | %FileCheck %s

#include <complex.h>
#include <stdio.h>

struct opaque;
enum many { A0, A1, A2, A3, A4, A5, A6, A7, A8, A9, B0, B1, B2, B3, B4, B5, B6, B7, B8, B9, C0, C1, C2, C3, C4, C5, C6, C7, C8, C9, D0, D1, D2 };
enum negative { MINUS = -1, PLUS = 1, ALSO_PLUS = 1 };

// CHECK: static int vla(int n, int items[n], int table[n][n]) { TELINJECT_FUNCTION(1, "ipp", "vla(n, items, table) -> int", n, items, table)
static int vla(int n, int items[n], int table[n][n]) { return items[n - 1] + table[0][0]; }
// CHECK: static int kept(register int r, volatile int v, const int c, int *restrict p) { TELINJECT_FUNCTION(1, "ioip", "kept(r, v:volatile int, c, p) -> int", r, c, p)
static int kept(register int r, volatile int v, const int c, int *restrict p) { return r + v + c + *p; }
// CHECK: static int left(int kept, int old __attribute__((deprecated, unused))) { TELINJECT_FUNCTION(1, "io", "left(kept, old:int) -> int", kept)
static int left(int kept, int old __attribute__((deprecated, unused))) { return kept; }
// CHECK: static double parts(double complex z, float complex w) { TELINJECT_FUNCTION(1, "oo", "parts(z:_Complex double, w:_Complex float) -> double") return TELINJECT_RETURN(1, double)
static double parts(double complex z, float complex w) { return creal(z) + (double)crealf(w); }
// CHECK: static double complex rotate(double complex z) { TELINJECT_FUNCTION(1, "o", "rotate(z:_Complex double) -> _Complex double") return 2 * z; }
static double complex rotate(double complex z) { return 2 * z; }
// CHECK: static int calls(int f(int), struct opaque *o, void *const v) { TELINJECT_FUNCTION(1, "ppp", "calls(f, o, v) -> int", f, o, v)
static int calls(int f(int), struct opaque *o, void *const v) { return f(3) + (o == NULL) + (v == NULL); }
// More enumerators than a person reads: by number.
// CHECK: static enum many many(enum many m) { TELINJECT_FUNCTION(1, "e", "many(m) -> enum many", m) return TELINJECT_RETURN(1, enum many) m TELINJECT_END_RETURN(1, "e"); }
static enum many many(enum many m) { return m; }
// CHECK: "negative(n{-1=MINUS,1=PLUS{{.*}}}) -> enum negative", n)
static enum negative negative(enum negative n) { return n; }
static int plain(int x) { return x; }

int main(void) {
  int items[2] = {1, 2}, table[2][2] = {{3, 4}, {5, 6}}, x = 1;
  printf("%d %d %g %g\n", vla(2, items, table), kept(1, 2, 3, &x), parts(1.5, 1.0f), creal(rotate(2.0)));
  printf("%d\n", left(1, 2));
  printf("%d %d %d\n", calls(plain, NULL, NULL), many(C5), negative(MINUS));
  return 0;
}
// CHECK: === trace
// CHECK-DAG: > vla@{{[0-9]+}}(n=2, items=pointer, table=pointer)
// CHECK-DAG: > kept@{{[0-9]+}}(r=1, v=typed, c=3, p=pointer)
// CHECK-DAG: < parts = 2.5
// CHECK-DAG: > many@{{[0-9]+}}(m=25)
// CHECK-DAG: > negative@{{[0-9]+}}(n=MINUS)
// CHECK-DAG: < negative = MINUS
