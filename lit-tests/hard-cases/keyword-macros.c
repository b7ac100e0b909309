// Words of types that are macros of the program: a type cannot be spelled with them, so results and steps of such types are captured by type.
// RUN: %roundtrip %s --std=c99 --cc=gcc | %FileCheck %s

#include <stdio.h>

#define int unsigned

struct bits { int low : 3; int high : 5; };

// CHECK: static int low(struct bits b) { TELINJECT_FUNCTION(1, "o", "low({{.*}}) -> unsigned int") return b.low; }
static int low(struct bits b) { return b.low; }
// CHECK: static int next(int n) { TELINJECT_FUNCTION(1, "u", "next(n) -> unsigned int", n) TELINJECT_ASSIGN(1, __auto_type) n += 2 TELINJECT_END_ASSIGN({{.*}}); return n; }
static int next(int n) { n += 2; return n; }
// CHECK: return TELINJECT_RETURN(1, double) d * 2 TELINJECT_END_RETURN(1, "f");
static double twice(double d) { return d * 2; }

signed main(void) {
  struct bits b = {5, 9};
  printf("%u %u %g\n", low(b), next(3), twice(1.5));
  return 0;
}
