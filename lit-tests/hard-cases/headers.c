// Functions in headers, found in every way there is: each rewritten once, and the rewritten one is what is compiled.
// RUN: %roundtrip --events=function %s --std=c99,gnu11 --lax --with=%S/Inputs/headers --also=second.c --show=include/angle.h,include/chained.h,next/chained.h,quote/quoted.h,sub/relative.h,sub/deep/macro_named.h --trace --launcher=gcc -- -Iinclude -Inext -iquote quote | %FileCheck %s
// RUN: %roundtrip %s --std=c99,gnu11 --lax --with=%S/Inputs/headers --also=second.c --launcher=gcc -- -Iinclude -Inext -iquote quote > /dev/null

#include <stdio.h>
#include <angle.h>
#include <chained.h>
#include "quoted.h"
#define NAME "sub/deep/../deep/macro_named.h"
#include NAME
#include "linked_folder/linked.h"

int second(int x);

int main(void) {
  printf("%d %d %d %d %d\n", angle(1), chained_first(2), quoted(3), macro_named(4), second(5));
  return 0;
}
// CHECK: === include/angle.h
// CHECK: #include <telinject/telinject.h> /* injected */
// CHECK-NEXT: static inline int angle(int x) { TELINJECT_FUNCTION(1, "i", "angle(x) -> int", x) return
// CHECK: === include/chained.h
// CHECK-NEXT: #include <telinject/telinject.h> /* injected */ /* The first of two headers of that name. */
// CHECK: static inline int chained_first(int x) { TELINJECT_FUNCTION(
// CHECK: === next/chained.h
// CHECK: #include <telinject/telinject.h> /* injected */ // no empty line here
// CHECK-NEXT: static inline int chained_second(int x) { TELINJECT_FUNCTION(
// CHECK: === quote/quoted.h
// CHECK: static inline int quoted(int x) { TELINJECT_FUNCTION(
// CHECK: === sub/relative.h
// A file without a line to spare gets the macros from the command line.
// CHECK-NEXT: {{^}}static inline int relative(int x) { TELINJECT_FUNCTION(
// CHECK: === sub/deep/macro_named.h
// CHECK: static inline int macro_named(int x) { TELINJECT_FUNCTION(1, "i", "macro_named(x) -> int", x) return
// CHECK: === trace
// CHECK-DAG: > angle@{{[0-9]+}}(x=1)
// CHECK-DAG: > chained_second@{{[0-9]+}}(x=2)
// CHECK-DAG: > quoted@{{[0-9]+}}(x=3)
// CHECK-DAG: > macro_named@{{[0-9]+}}(x=5)
