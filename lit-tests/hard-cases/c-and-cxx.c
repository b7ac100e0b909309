// A header that units of C and of C++ share: each gets its own insertions where they differ.
// RUN: %roundtrip %s --with=%S/Inputs/c-and-cxx --also=other.cpp --show=shared.h --link=-lstdc++ --no-launcher --list | %FileCheck %s
// RUN: %roundtrip %s --with=%S/Inputs/c-and-cxx --also=other.cpp --link=-lstdc++ --no-launcher --option=--events=function,variable > /dev/null

#include "shared.h"

#include <stdio.h>

int other(int x);

int main(void) {
  struct node a = {3, 0}, b = {4, &a};
  printf("%d %d %d %d %d\n", last_of(&b)->value, turned(RED), same(1), chosen(3), other(5));
  return 0;
}

// The same in both: written once.
// CHECK: static inline struct node *last_of(struct node *n) { TELINJECT_FUNCTION(1, "p", "last_of(n) -> struct node *", n){{$}}
// CHECK: while (n->next) TELINJECT_OPEN_ITERATION(1_1) TELINJECT_IN_C_BEFORE(TELINJECT_ASSIGN(1, __auto_type)) TELINJECT_IN_CXX_BEFORE(TELINJECT_ASSIGN(1, struct ::node *)) n = n->next TELINJECT_END_ASSIGN(1, 1_1, "p", "n : struct node *"); TELINJECT_END_ITERATION() TELINJECT_END_LOOP(){{$}}
// CHECK-NEXT: return TELINJECT_IN_C(TELINJECT_RETURN(1, struct node *)) TELINJECT_IN_CXX(TELINJECT_RETURN(1, struct ::node *)) n TELINJECT_END_RETURN(1, "p");{{$}}
// CHECK: if (c == RED) { TELINJECT_IN_C(TELINJECT_FIRST_BRANCH(1_1, 1, "if then", "c == RED")) TELINJECT_IN_CXX(TELINJECT_BRANCH(1, "if then", "c == RED")) int k = TELINJECT_INIT(1, int) 1 TELINJECT_END_INIT(1, 1, "i", "k : int");
// CHECK: static inline int same(int x) { TELINJECT_FUNCTION(1, "i", "same(x) -> int", x) return TELINJECT_RETURN(1, int) x + 1 TELINJECT_END_RETURN(1, "i"); }{{$}}
// In C the structure would not be seen behind a brace: what one of the two must leave alone, both do.
// CHECK: {{^ *}}for (struct { int i; } s = {0}; s.i < 2; s.i++) r += s.i;{{$}}
// CHECK: loop struct { int i; } s = {0}; s.i < 2; s.i++: skipped (differs-between-units)
