// A function without a type returns int, and compilers forgive it to be without a return as long as it has none: it keeps one body.
// RUN: %roundtrip --bodies %s --std=gnu89 --lax --warn=-w | %FileCheck %s

#include <stdio.h>

// CHECK: {{^}}static last;
static last;
// CHECK: {{^}}static note(int a) { TELINJECT_FUNCTION(1, "i", "note(a) -> int", a)
static note(int a) { last = a; }
// CHECK: {{^}}TELINJECT_SPLIT_DECL(int, twice, {{.*}}) static const int twice(int a) {
static const int twice(int a) { return 2 * a; }

int main(void) {
  note(4);
  printf("%d %d\n", last, twice(5));
  return 0;
}
