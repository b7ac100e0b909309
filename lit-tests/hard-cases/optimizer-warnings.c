// GCC warns of a variable without a value where its optimizer sees it used: capturing it is a use.
// RUN: %roundtrip %s --std=c11 --cc=gcc | %FileCheck %s

#include <stdio.h>
#include <stdlib.h>

__attribute__((noipa)) static int pick(int n) {
  return n > 0;
}

__attribute__((noipa)) static void step(int n) {
  printf("%d\n", n);
  exit(0);
}

void walk(int n);
void walk(int n) {
  unsigned steps;
  int last = 1;
  // CHECK: for (;; TELINJECT_STEP(1, unsigned int) ++steps TELINJECT_END_STEP(
  for (;; ++steps) {
    int taken = 0;
    if (pick(1)) {
      int by = last;
      if (by == 0)
        by = 1;
      if (1 & (n % by))
        taken = 1;
    }
    step(taken);
    last = 0;
  }
}

int main(void) {
  walk(2);
}
