// Macros whose text brings its semicolon along: what they end can be hooked where their use ends.
// RUN: %roundtrip %s --std=c99,c17 --list --warn=-Wno-multistatement-macros --warn=-Wno-empty-body | %FileCheck %s

#include <stdio.h>

#define LEAVE(value) { r = value; goto out; };
#define ADD(value) do { r += value; } while (0);
#define SET(value) r = value;
#define TWO(value) r += value; r += value;
#define NESTED(value) ADD(value)
#define OPEN(value) { r = value;
#define NOTHING

static int steps(int x) {
  int r = 0, n;
  // CHECK: {{^ *}}if (x == 1) TELINJECT_OPEN_BRANCH(1, "if then", "x == 1") LEAVE(11); TELINJECT_END_BRANCH() TELINJECT_NO_BRANCH(1, "if none", "x == 1"){{$}}
  if (x == 1) LEAVE(11);
  // CHECK: {{^ *}}if (x == 2) TELINJECT_OPEN_BRANCH(1, "if then", "x == 2") LEAVE(12) TELINJECT_END_BRANCH() TELINJECT_NO_BRANCH(1, "if none", "x == 2"){{$}}
  if (x == 2) LEAVE(12)
  // CHECK: if (x == 3) TELINJECT_OPEN_BRANCH(1, "if then", "x == 3") ADD(3) TELINJECT_END_BRANCH() else TELINJECT_OPEN_BRANCH(1, "if else", "x == 3") SET(x) TELINJECT_END_BRANCH(){{$}}
  if (x == 3) ADD(3) else SET(x)
  // CHECK: if (x == 4) TELINJECT_OPEN_BRANCH(1, "if then", "x == 4") NESTED(4); TELINJECT_END_BRANCH() TELINJECT_NO_BRANCH
  if (x == 4) NESTED(4);
  // CHECK: for (TELINJECT_ASSIGN({{.*}}) TELINJECT_OPEN_ITERATION(1_1) ADD(n); TELINJECT_END_ITERATION() TELINJECT_END_LOOP(){{$}}
  for (n = 0; n < 3; n++) ADD(n);
  // Only the first of two statements is the branch: it ends inside the macro.
  // CHECK: {{^ *}}if (x == 5) TWO(5){{$}}
  if (x == 5) TWO(5)
  // CHECK: {{^ *}}if (x == 6) TELINJECT_OPEN_BRANCH(1, "if then", "x == 6") OPEN(6) {{.*}} r++ {{.*}}; } TELINJECT_END_BRANCH() TELINJECT_NO_BRANCH(1, "if none", "x == 6"){{$}}
  if (x == 6) OPEN(6) r++; }
  // CHECK: {{^ *}}if (x == 7) TELINJECT_OPEN_BRANCH(1, "if then", "x == 7") NOTHING; TELINJECT_END_BRANCH() TELINJECT_NO_BRANCH
  if (x == 7) NOTHING;
  // CHECK: while (r < 0) TELINJECT_OPEN_ITERATION(1_1) NOTHING NOTHING; TELINJECT_END_ITERATION() TELINJECT_END_LOOP(){{$}}
  while (r < 0) NOTHING NOTHING;
  // CHECK: case 8: TELINJECT_CASE(1_1, 1, "switch case 8", "x") NOTHING; } TELINJECT_END_SWITCH(1_1, 1, "switch none", "x"){{$}}
  switch (x) { case 8: NOTHING; }
  // What a directive names is none of it.
  if (x == 9)
#ifdef NOTHING
    // CHECK: {{^ *}}TELINJECT_OPEN_BRANCH(1, "if then@[[#]]", "x == 9") ; TELINJECT_END_BRANCH()
    ;
#endif
out:
  return r;
}

int main(void) {
  int x;
  for (x = 0; x < 9; x++) printf("%d ", steps(x));
  return 0;
}
// CHECK: {{^}}=== ledger
// CHECK: conditional x == 5: skipped (macro-at-its-edge)
