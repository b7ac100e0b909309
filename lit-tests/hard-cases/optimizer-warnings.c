// GCC warns of a variable without a value where its optimizer sees it used: what is told of it is a use.
// RUN: %roundtrip %s --std=c11 --cc=gcc | %FileCheck %s

#include <stdio.h>
#include <stdlib.h>

static void walk(int n) {
  unsigned steps;
  // CHECK: for (;; TELINJECT_STEP(1, unsigned int) ++steps TELINJECT_STEPPED(
  for (;; ++steps)
    if (printf("%d\n", --n) != 2)
      exit(0);
}

int main(void) {
  walk(2);
}
