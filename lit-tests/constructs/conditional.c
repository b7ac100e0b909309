// Conditionals in C: branches are hooked, conditions never touched; an else-if chain is one; a switch is hooked behind its labels.
// RUN: %roundtrip --preset=c --events=function,conditional %s --trace --warn=implicit-fallthrough=3,misleading-indentation | %FileCheck %s --check-prefixes=CHECK,TRACE

#include <stdio.h>
#include <string.h>

enum color { RED, GREEN, BLUE };

static int ifs(int a, int b) {
  // CHECK: if (a > b) TELINJECT_OPEN_BRANCH(1, "if then", "a > b") return {{.*}}; TELINJECT_END_BRANCH() TELINJECT_NO_BRANCH(1, "if none", "a > b")
  if (a > b) return 1;
  // CHECK: if (a == 1) { TELINJECT_FIRST_BRANCH(1_1, 1, "if then", "a == 1") int c = a; b += c; }
  // CHECK-NEXT: else if (a == 2) TELINJECT_OPEN_BRANCH(1, "if else if 1@1", "a == 1") b = 5; TELINJECT_END_BRANCH()
  // CHECK-NEXT: else { TELINJECT_BRANCH(1, "if else@2", "a == 1") b++; }
  if (a == 1) { int c = a; b += c; }
  else if (a == 2) b = 5;
  else { b++; }
  // The else goes with the inner one, before and after.
  // CHECK: if (a) { TELINJECT_BRANCH(1, "if then", "a") if (b) TELINJECT_OPEN_BRANCH(1, "if then", "b") a = 7; TELINJECT_END_BRANCH() else TELINJECT_OPEN_BRANCH(1, "if else", "b") a = 8; TELINJECT_END_BRANCH() } TELINJECT_NO_BRANCH(1, "if none", "a")
  if (a) { if (b) a = 7; else a = 8; }
  // CHECK: if (b /* why */ &&
  // CHECK-NEXT: strcmp("x\ny", "\"") > 0) TELINJECT_OPEN_BRANCH(1, "if then@1", "b && strcmp(\"x\\ny\", \"\\\"\") > 0") a++; TELINJECT_END_BRANCH() TELINJECT_NO_BRANCH(1, "if none@1",
  if (b /* why */ &&
      strcmp("x\ny", "\"") > 0) a++;
  return a * 10 + b;
}

static int switches(int x, enum color c) {
  int r = 0;
  // CHECK: TELINJECT_SWITCH(1_1) switch (x) {
  switch (x) {
    // CHECK: case 1: case 2: TELINJECT_CASE(1_1, 1, "switch case 1, case 2@[[#]]", "x") r = 1; /* fall through */
    case 1: case 2: r = 1; /* fall through */
    // CHECK: case 3: TELINJECT_CASE(1_1, 1, "switch case 3@[[#]]", "x") r += 2; break;
    case 3: r += 2; break;
    // CHECK: case 'a': TELINJECT_CASE(1_1, 1, "switch case 'a'@[[#]]", "x") { int k = 4; r = k; break; }
    case 'a': { int k = 4; r = k; break; }
  // CHECK: } TELINJECT_END_SWITCH(1_1, 1, "switch none@[[#]]", "x")
  }
  // Every enumerator has its label: nothing follows.
  // CHECK: {{^ *}}switch (c) { case RED: TELINJECT_LABEL(1, "switch case RED", "c") return {{.*}}; case GREEN: TELINJECT_LABEL(1, "switch case GREEN", "c") r++; break; case BLUE: TELINJECT_LABEL(1, "switch case BLUE", "c") r--; }{{$}}
  switch (c) { case RED: return r; case GREEN: r++; break; case BLUE: r--; }
  // CHECK: {{^ *}}switch (r) { default: TELINJECT_LABEL(1, "switch default", "r") r = -r; }{{$}}
  switch (r) { default: r = -r; }
  return r;
}

/* Literals beside a name that looks secret are not recorded. */
static int guess(const char *password) {
  // CHECK: if (!strcmp(password, "hunter2")) TELINJECT_OPEN_BRANCH(1, "if then", "!strcmp(password, [REDACTED])") return {{.*}};
  if (!strcmp(password, "hunter2")) return 1;
  return 0;
}

#define CHECK_ARGUMENT(x) if (!(x)) return -1
#define IF_BIG if (n > 10)
static int macros(int n) {
  // CHECK: {{^ *}}CHECK_ARGUMENT(n > 0);{{$}}
  CHECK_ARGUMENT(n > 0);
  // CHECK: IF_BIG { TELINJECT_BRANCH(1, "if then", "IF_BIG") n = 10; }
  IF_BIG { n = 10; }
#if 1
  // CHECK: {{^ *}}if (n == 3) {{{$}}
  if (n == 3) {
#else
  if (n == 4) {
#endif
    n = 5;
  }
  return n;
}

int main(void) {
  printf("%d %d %d %d\n", ifs(3, 2), ifs(1, 2), ifs(2, 2), ifs(0, 0));
  printf("%d %d %d %d\n", switches(1, RED), switches(9, GREEN), switches('a', BLUE), switches(3, RED));
  printf("%d %d %d %d\n", guess("hunter2"), guess("x"), macros(3), macros(30));
  return 0;
}
// TRACE: {{^}}=== trace
// TRACE: > ifs@
// TRACE-NEXT: branch if then | a > b
// TRACE-NEXT: < ifs = 1
// TRACE: > ifs@
// TRACE-NEXT: branch if none | a > b
// TRACE-NEXT: branch if then | a == 1
// TRACE: > switches
// TRACE-NEXT: branch switch case 1, case 2 | x
// TRACE-NEXT: branch switch case 3 | x
// TRACE-NEXT: branch switch case RED | c
// TRACE: > switches
// TRACE-NEXT: branch switch none | x
// TRACE-NEXT: branch switch case GREEN | c
// TRACE-NEXT: branch switch default | r
