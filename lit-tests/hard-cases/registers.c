// Values that live in places of their own: register variables with a fixed register, atomics, errno across calls.
// RUN: %roundtrip --option=--events=function %s --std=gnu11 --lax --trace | %FileCheck %s
// RUN: %roundtrip %s --std=gnu11 --lax > /dev/null

#include <errno.h>
#include <stdio.h>

// CHECK: static int atomic(_Atomic int a, _Atomic(int) *p) { TELINJECT_FUNCTION(1, "op", "atomic(a:_Atomic(int), p) -> int", p) return TELINJECT_RETURN(1, int) a + *p
static int atomic(_Atomic int a, _Atomic(int) *p) { return a + *p; }
static int fails(void) { errno = ENOENT; return -1; }
// CHECK: static int keeps(void) { TELINJECT_FUNCTION(
static int keeps(void) { errno = 0; return fails() == -1 && errno == ENOENT; }
#if defined(__x86_64__)
static long fixed(long x) {
  register long r __asm__("r12") = x;
  __asm__ volatile("addq $1, %0" : "+r"(r));
  return r;
}
#else
static long fixed(long x) { return x + 1; }
#endif

int main(void) {
  _Atomic int one = 1;
  printf("%d %d %ld\n", atomic(2, &one), keeps(), fixed(41));
  return errno == ENOENT ? 0 : 5;
}
// CHECK: === trace
// CHECK-DAG: < keeps = 1
// CHECK-DAG: < fixed = 42
