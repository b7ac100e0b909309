// Variables in registers of the programmer's choice: a hook's call between the declaration and the asm would overwrite them.
// RUN: %roundtrip %s --std=gnu11 --lax --list --trace --warn=-Wno-unused-but-set-variable | %FileCheck %s

#include <stdio.h>

static int before;
static long pass(long v) {
  // CHECK: TELINJECT_ASSIGN(1, __auto_type) before = 1 TELINJECT_END_ASSIGN(
  before = 1;
  // CHECK: {{^}} register long a __asm__("rdi") = v, plain = 2;{{$}}
  // CHECK-NEXT: {{^}} long r = 3;{{$}}
  register long a __asm__("rdi") = v, plain = 2;
  long r = 3;
  r = 4;
  for (int i = 0; i < 2; i++) if (r) r += plain;
  __asm__ volatile("mov %1,%0" : "=r"(r) : "r"(a));
  // CHECK: return TELINJECT_RETURN(1, long) r TELINJECT_END_RETURN(1, "l");
  return r;
}
static long set(long v) {
  long r = 0;
  {
    register long a __asm__("rdi");
    // CHECK: {{^}} a = v;{{$}}
    a = v;
    __asm__ volatile("mov %1,%0" : "=r"(r) : "r"(a));
  }
  // Behind its block all is as ever.
  // CHECK: if (r == 7) TELINJECT_OPEN_BRANCH({{.*}}) {{.*}}TELINJECT_POSTFIX_STEP(1, long) r++
  if (r == 7) r++;
  switch (r) {
    case 8:;
      register long b __asm__("rsi") = r;
      // CHECK: {{^}} v = 1;{{$}}
      v = 1;
      __asm__ volatile("mov %1,%0" : "=r"(r) : "r"(b));
  }
  return r + v;
}
// A statement expression's register ends with it.
#define CALL(n) ({ register long n_ __asm__("rdi") = (n); long out; __asm__ volatile("lea 1(%1),%0" : "=r"(out) : "r"(n_)); out; })
static long by_macro(long v) {
  long r;
  // CHECK: TELINJECT_WRITE() r = CALL(v) TELINJECT_END_WRITE(1, "l", "r : long", r);
  r = CALL(v);
  // CHECK: TELINJECT_ASSIGN(1, __auto_type) r += 1
  r += 1;
  return r;
}

int main(void) { printf("%ld %ld %ld %d\n", pass(5), set(7), by_macro(1), before); return 0; }
// CHECK: variable a: skipped (register-asm)
// CHECK: variable r: skipped (register-asm)
// CHECK: loop int i = 0; i < 2; i++: skipped (register-asm)
// CHECK: conditional r: skipped (register-asm)
// CHECK: conditional r == 7: instrumented
// CHECK: === trace
// CHECK: change before = 1 : int
// CHECK: < pass = 5
