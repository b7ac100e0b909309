// A header that two units see under different macros: merged where one text serves both, left alone where not.
// RUN: %roundtrip --option=--events=function %s --std=c99 --with=%S/Inputs/contexts --also=wide.c --no-launcher --show=context.h --list | %FileCheck %s
// RUN: %roundtrip %s --std=c99 --with=%S/Inputs/contexts --also=wide.c --no-launcher > /dev/null

#include <stdio.h>
#include "context.h"

int wide(void);
int main(void) { printf("%d %d %d %d %d\n", same(), fixed(2), only_narrow(3), shared(4), wide()); return 0; }
// CHECK: === context.h
// CHECK: {{^}}static inline number same(void) { return 1; }{{$}}
// CHECK: static inline int fixed(int x) { TELINJECT_FUNCTION(1, "i", "fixed(x) -> int", x) return
// CHECK: static inline int only_wide(int x) { TELINJECT_FUNCTION(
// CHECK: static inline int only_narrow(int x) { TELINJECT_FUNCTION(
// CHECK: {{^}}) { TELINJECT_FUNCTION(1, "{{.*}}", "shared() -> int")
// CHECK: === ledger
// CHECK: function same: skipped (differs-between-units)
// CHECK-NOT: skipped
