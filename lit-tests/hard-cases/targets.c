// Functions for another target than their unit's: compilers refuse to inline hooks where features are missing.  Added features do no harm.
// REQUIRES: x86
// RUN: %roundtrip --option=--events=function %s --std=gnu11 --lax --list --warn=-Wno-unknown-pragmas --warn=-Wno-attributes | %FileCheck %s
// RUN: %roundtrip %s --std=gnu11,gnu17 --lax --warn=-Wno-unknown-pragmas --warn=-Wno-attributes > /dev/null
// RUN: %roundtrip --option=--events=function --bodies %s --std=gnu11 --lax --warn=-Wno-unknown-pragmas --warn=-Wno-attributes | %FileCheck %s --check-prefix=BODIES

#include <stdio.h>

#define GENERAL __attribute__((target("general-regs-only")))
static GENERAL int count_bits(unsigned v) {
  int n = 0;
  while (v) { n += v & 1; v >>= 1; }
  return n;
}
static int __attribute__((__target__("avx2,bmi"))) wide(const int *a, int n) {
  int s = 0;
  for (int i = 0; i < n; i++) if (a[i]) s += a[i];
  return s;
}
__attribute__((target("no-sse2"))) static int narrow(int a) { return a * 2; }
__attribute__((target("arch=core2"))) static int other_processor(int a) { return a * 3; }
__attribute__((target("tune=haswell"))) static int tuned(int a) { return a * 4; }
__attribute__((target("avx,no-avx512f"))) static int mixed(int a) { return a * 4; }
__attribute__((target_clones("avx2", "default"))) int cloned(const int *a, int n);
__attribute__((target_clones("avx2", "default"))) int cloned(const int *a, int n) {
  int s = 0;
  for (int i = 0; i < n; i++) s += a[i] * 2;
  return s;
}
__attribute__((target_clones("arch=haswell", "default"))) int cloned_for(int a);
__attribute__((target_clones("arch=haswell", "default"))) int cloned_for(int a) { return a * 5; }
// By a declaration before.
__attribute__((target("no-mmx"))) int declared(int a);
int declared(int a) { return a + 1; }

#pragma GCC push_options
#pragma GCC target("no-sse")
static int no_vectors(int a) { if (a > 3) a -= 1; return a * 7; }
#pragma GCC push_options
#pragma GCC target("avx2")
static int both_pragmas(int a) { return a * 8; }
#pragma GCC pop_options
static int still_without(int a) { return a * 9; }
int declared_without(int a);
#pragma GCC pop_options
int declared_without(int a) { return a * 9; }
static int again(int a) { return a * 10; }
#define IN_MACRO _Pragma("GCC push_options") _Pragma("GCC target (\"general-regs-only\")")
IN_MACRO

static int from_macro(int a) { return a * 11; }
_Pragma("GCC reset_options")

static int reset(int a) { return a * 12; }
#pragma GCC target("avx2")

static int with_more(int a) { return a * 13; }
#pragma GCC pop_options
#pragma GCC push_options
#pragma GCC optimize("O3", "unroll-loops")

static int optimized(int a) { for (int i = 0; i < 4; i++) a += i; return a; }
#pragma GCC reset_options
__attribute__((optimize("O0"))) static int slow(int a) { for (int i = 0; i < 4; i++) a += i; return a; }

int main(void) {
  int a[8] = {1, 2, 3, 4, 5, 6, 7, 8};
  printf("%d %d %d %d %d ", count_bits(0xff0f), wide(a, 8), narrow(2), other_processor(3), tuned(4));
  printf("%d %d %d %d ", mixed(2), cloned(a, 8), cloned_for(2), declared(2));
  printf("%d %d %d %d %d ", no_vectors(6), both_pragmas(1), still_without(2), declared_without(3), again(3));
  printf("%d %d %d %d %d\n", from_macro(4), reset(5), with_more(6), optimized(7), slow(8));
  return 0;
}
// CHECK: function count_bits: skipped (target)
// CHECK-NEXT: function wide: instrumented
// CHECK-NEXT: function narrow: skipped (target)
// CHECK-NEXT: function other_processor: skipped (target)
// CHECK-NEXT: function tuned: skipped (target)
// CHECK-NEXT: function mixed: skipped (target)
// CHECK-NEXT: function cloned: instrumented
// CHECK-NEXT: function cloned_for: skipped (target)
// CHECK-NEXT: function declared: skipped (target)
// CHECK-NEXT: function no_vectors: skipped (target)
// CHECK-NEXT: function both_pragmas: skipped (target)
// CHECK-NEXT: function still_without: skipped (target)
// CHECK-NEXT: function declared_without: skipped (target)
// CHECK-NEXT: function again: instrumented
// CHECK-NEXT: function from_macro: skipped (target)
// CHECK-NEXT: function reset: instrumented
// CHECK-NEXT: function with_more: instrumented
// CHECK-NEXT: function optimized: instrumented
// CHECK-NEXT: function slow: instrumented
// CHECK-NEXT: function main: instrumented
// Two bodies only where both would be compiled alike.
// BODIES: {{^}}static int with_more(int a) { TELINJECT_FUNCTION(
// BODIES: {{^}}static int optimized(int a) { TELINJECT_FUNCTION(
