// Free functions in C: every scalar parameter is captured by value, every scalar return wrapped in its type.
// RUN: %roundtrip --option=--events=function %s --std=c99,c11,c17,c2x --trace | %FileCheck %s
// RUN: %roundtrip %s --std=c99,c11,c17,c2x > /dev/null

#include <stdio.h>

typedef enum { RED, GREEN = 5, BLUE } colour;
enum flag { NO, YES };

// CHECK: {{^}}#include <telinject/telinject.h> /* injected */{{$}}
// CHECK: {{^}}int add(int a, int b) { TELINJECT_FUNCTION(1, "ii", "add(a, b) -> int", a, b) return TELINJECT_RETURN(1, int) a + b TELINJECT_END_RETURN(1, "i"); }
int add(int a, int b);
int add(int a, int b) { return a + b; }

// CHECK: static unsigned long long widths({{.*}}) { TELINJECT_FUNCTION(1, "iilmxffg", "widths(a, b, c, d, e, f, g, h) -> unsigned long long", a, b, c, d, e, TELINJECT_REAL(f), g, h)
static unsigned long long widths(signed char a, unsigned short b, long c, unsigned long d, long long e, float f, double g, long double h) {
  // CHECK: return TELINJECT_RETURN(1, unsigned long long) (unsigned long long)(a + b + c)
  return (unsigned long long)(a + b + c) + d + (unsigned long long)e + (unsigned long long)(f + g) + (unsigned long long)h;
}

// CHECK: static colour next(colour c) { TELINJECT_FUNCTION(1, "e", "next(c{0=RED,5=GREEN,6=BLUE}) -> colour", c) return TELINJECT_RETURN(1, colour) c == RED ? GREEN : BLUE TELINJECT_END_RETURN(1, "e{0=RED,5=GREEN,6=BLUE}"); }
static colour next(colour c) { return c == RED ? GREEN : BLUE; }

// CHECK: return TELINJECT_RETURN(1, enum flag) v ? YES : NO TELINJECT_END_RETURN(1, "e{0=NO,1=YES}");
static enum flag truth(_Bool v) { return v ? YES : NO; }

// CHECK: static void nothing(void) { TELINJECT_FUNCTION(1, "", "nothing()")}
static void nothing(void) {}

// A declaration is no function.
// CHECK: {{^}}extern int elsewhere(int);{{$}}
extern int elsewhere(int);

int main(void) {
  nothing();
  printf("%d %llu %d %d\n", add(1, -2), widths(-1, 2, 3, 4, 5, 1.5f, 2.5, 7.0L), next(RED), truth(1));
  // CHECK: return TELINJECT_RETURN(1, int) 3 TELINJECT_END_RETURN(1, "i");
  return 3;
}
// CHECK: === trace
// CHECK-NEXT: > main@{{[0-9]+}}()
// CHECK-NEXT: > nothing@
// CHECK-NEXT: < nothing{{$}}
// CHECK-DAG: > add@{{[0-9]+}}(a=1, b=-2)
// CHECK-DAG: < add = -1
// CHECK-DAG: > widths@{{[0-9]+}}(a=-1, b=2, c=3, d=4, e=5, f=1.5, g=2.5, h=7)
// CHECK-DAG: < widths = 24
// CHECK-DAG: > next@{{[0-9]+}}(c=RED)
// CHECK-DAG: < next = GREEN
// CHECK-DAG: > truth@{{[0-9]+}}(v=true)
// CHECK-DAG: < truth = YES
// CHECK: < main = 3
