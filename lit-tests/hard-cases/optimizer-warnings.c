// GCC warns of a variable without a value where its optimizer sees it used: what is told of it is a use.
// RUN: %roundtrip %s --std=c11 --cc=gcc | %FileCheck %s

#include <stdio.h>

static int walk(int n) {
  unsigned steps;
  // CHECK: for (; n < 9; TELINJECT_STEP(1, unsigned int) ++steps TELINJECT_STEPPED(
  for (; n < 9; ++steps)
    n += 2;
  return n;
}

int main(void) {
  printf("%d\n", walk(2));
}
