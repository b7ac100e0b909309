// Jumps: local labels, computed and asm goto, setjmp, statement expressions, VLAs, Duff's device; one guard per function holds.
// RUN: %roundtrip --option=--events=function %s --std=gnu11,gnu17 --lax --trace --warn=-Wno-clobbered | %FileCheck %s
// RUN: %roundtrip %s --std=gnu11,gnu17 --lax --warn=-Wno-clobbered > /dev/null
// RUN: %roundtrip --option=--events=function %s --std=gnu89 --lax -- -fno-inline | %FileCheck --check-prefix=OLD %s

#include <setjmp.h>
#include <stdio.h>

// CHECK: static int local(int x) { __label__ out, in; TELINJECT_FUNCTION(1, "i", "local(x) -> int", x) if (x) goto out; in: return TELINJECT_RETURN(1, int) 1
static int local(int x) { __label__ out, in; if (x) goto out; in: return 1; out: goto in; }
// CHECK: static int locals(int x) {
// CHECK-NEXT: __label__ a;
// CHECK-NEXT: __label__ b; TELINJECT_FUNCTION(1, "i{{.*}}", "locals(x) -> int", x)
static int locals(int x) {
  __label__ a;
  __label__ b;
  if (x) goto a; else goto b;
a: return 1;
b: return 2;
}
static int computed(int x) {
  static void *const table[] = {&&zero, &&one};
  goto *table[x];
zero: return 10;
one:
  // CHECK: return TELINJECT_RETURN(1, int) 11 TELINJECT_END_RETURN(1, "i");
  return 11;
}
static int assembled(int x) {
  __asm__ goto("" : : "r"(x) : : other);
  return 1;
other:
  return 2;
}
static jmp_buf back;
static void leap(int v) { longjmp(back, v); }
// OLD: static int landed(void) { TELINJECT_FUNCTION(1, "", "landed() -> int")
static int landed(void) {
  switch (setjmp(back)) {
    case 0: leap(3); return 0;
    default: return 7;
  }
}
static int expression(int x) {
  // CHECK: int y = ({ if (x == 2) return TELINJECT_RETURN(1, int) 5 TELINJECT_END_RETURN(1, "i"); x + 1; });
  int y = ({ if (x == 2) return 5; x + 1; });
  // CHECK: return TELINJECT_RETURN(1, int) ({ int z = y; z * 2; }) TELINJECT_END_RETURN(1, "i");
  return ({ int z = y; z * 2; });
}
static int vla(int n) {
  int i = 0;
  if (n < 1) goto end;
  { int items[n]; for (i = 0; i < n; ++i) items[i] = i; i = items[n - 1]; }
end:
  return i;
}
static int duff(int n) {
  int sum = 0, left = (n + 3) / 4;
  switch (n % 4) {
    case 0: do { sum++; __attribute__((fallthrough));
    case 3: sum++; __attribute__((fallthrough));
    case 2: sum++; __attribute__((fallthrough));
    case 1: sum++;
      } while (--left > 0);
  }
  return sum;
}

int main(void) {
  printf("%d %d %d %d %d\n", local(1), locals(0), computed(1), assembled(1), landed());
  printf("%d %d %d %d\n", expression(2), expression(3), vla(4), duff(7));
  return 0;
}
// CHECK: === trace
// CHECK: > landed@
// CHECK-NEXT: > leap@{{[0-9]+}}(v=3)
// CHECK-NEXT: ! leap
// CHECK-NEXT: < landed = 7
