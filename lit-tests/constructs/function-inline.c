// inline in C: external (C99), gnu_inline (C89), static, always_inline; hooks must do without static objects there.
// RUN: %roundtrip --option=--events=function %s --std=c99,c17 --warn=-Wmissing-prototypes --trace | %FileCheck %s
// RUN: %roundtrip %s --std=c99,c17 --warn=-Wmissing-prototypes > /dev/null
// RUN: %roundtrip --option=--events=function %s --std=gnu89 --lax | %FileCheck %s

#include <stdio.h>

// CHECK: __inline__ int external(int x) { TELINJECT_FUNCTION(1, "i", "external(x) -> int", x) return TELINJECT_RETURN(1, int) x + 1
__inline__ int external(int x);
__inline__ int external(int x) { return x + 1; }
extern __inline__ int external(int x);

// CHECK: extern __inline__ __attribute__((__gnu_inline__)) int gnu(int x) { TELINJECT_FUNCTION(1, "i", "gnu(x) -> int", x)
extern __inline__ __attribute__((__gnu_inline__)) int gnu(int x);
extern __inline__ __attribute__((__gnu_inline__)) int gnu(int x) { return x * 2; }
int (*keep)(int) = 0;

// CHECK: static __inline__ int local(int x) { TELINJECT_FUNCTION(1, "i", "local(x) -> int", x)
static __inline__ int local(int x) { return x - 1; }
// CHECK: static __inline__ __attribute__((__always_inline__)) int always(int x) { TELINJECT_FUNCTION(1, "i", "always(x) -> int", x)
static __inline__ __attribute__((__always_inline__)) int always(int x) { return x ^ 1; }

int main(void) {
#ifdef __OPTIMIZE__
  printf("%d\n", gnu(4));
#else
  printf("%d\n", 8);
#endif
  printf("%d %d %d\n", external(1), local(2), always(4));
  return 0;
}
// CHECK-NOT: !
