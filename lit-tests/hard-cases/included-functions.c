// A file of functions that is included again under other macros: each is recorded under its own name, from one text.
// RUN: %roundtrip %s --std=c99,c17 --with=%S/Inputs/included-functions --show=functions.inc --list --trace | %FileCheck %s

#include <stdio.h>

#define PREFIX(name) narrow_##name
#define LIMIT 3
#include "functions.inc"
#undef PREFIX
#undef LIMIT
#define PREFIX(name) wide_##name
#define LIMIT 30
#include "functions.inc"

#define renamed other_name
// CHECK: static int renamed(int x) { TELINJECT_FUNCTION(1, "i", TELINJECT_NAME(renamed) "(x) -> int", x) return
static int renamed(int x) { return x; }
#define HEAD(name) static int name(int x)
// More than the name comes from the macro: it is recorded as it is.
// CHECK: HEAD(headed) { TELINJECT_FUNCTION(1, "i", "headed(x) -> int", x) return
HEAD(headed) { return x; }

int main(void) {
  printf("%d %d %d %d\n", narrow_sum(9), wide_sum(9), renamed(1), headed(2));
  return 0;
}
// CHECK: === functions.inc
// CHECK: static int PREFIX(sum)(int n) { TELINJECT_FUNCTION(1, "i", TELINJECT_NAME(PREFIX(sum)) "(n) -> int", n){{$}}
// CHECK: TELINJECT_LOOP(1_1, 1, "for condition", {{.*}}) for (
// CHECK: === ledger
// CHECK: functions.inc:{{.*}}: function {{narrow|wide}}_sum: instrumented
// CHECK: functions.inc:{{.*}}: loop {{.*}}: instrumented
// CHECK: === trace
// CHECK: > narrow_sum
// CHECK: > wide_sum
// CHECK: > other_name
// CHECK: > headed
