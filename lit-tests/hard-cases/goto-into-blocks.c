// Jumps into blocks, branches and loops, past declarations and VLAs; protothreads: no guard where a jump would pass it by.
// RUN: %roundtrip %s --std=gnu11 --lax --warn=-Wno-implicit-fallthrough --warn=-Wno-maybe-uninitialized --warn=-Wno-sometimes-uninitialized --list | %FileCheck %s

#include <stdio.h>

static int into_branches(int n) {
  int r = 0;
  if (n == 1) goto in_then;
  if (n == 2) goto in_else;
  // CHECK: if (n == 3) { TELINJECT_BRANCH({{.*}})
  if (n == 3) {
    r = 1;
in_then:
    r += 2;
  } else {
    r = 3;
in_else:
    r += 4;
  }
  if (n == 4) goto alone;
  if (n == 5) alone: r = 40;
  // A declaration first in a block that is jumped into.
  if (n == 6) goto behind;
  // CHECK: if (n > 6) TELINJECT_OPEN_BRANCH({{.*}}) { int k
  if (n > 6) { int k = 1; r += k; behind: r++; }
  return r;
}
static int into_loops(int n) {
  int i = 0;
  if (n == 1) goto in_while;
  if (n == 2) goto in_for;
  if (n == 3) goto in_do;
  // CHECK: {{^}} while (i < 3) { TELINJECT_POSTFIX_STEP({{.*}} in_while: TELINJECT_ASSIGN(
  while (i < 3) { i++; in_while: i += 2; }
  for (i = 0; i < 4; i++) { in_for: n++; }
  do { n--; in_do: i++; } while (i < 6);
  // A jump inside the loop, and one out of it, are no trouble.
  // CHECK: TELINJECT_LOOP(1_1, 1, "while goto", "n < 20") while
  while (n < 20) { next: n++; if (n == 9) goto next; if (n == 15) goto out; }
out:
  return n * 10 + i;
}
static int vla(int n) {
  int s = 0;
  if (n < 0) goto end;
  {
    int a[n + 1];
    for (int i = 0; i <= n; i++) a[i] = i;
    s = a[n];
    if (s > 3) goto end;
    s += (int)sizeof a;
  }
end:
  return s;
}

// A protothread: its switch reaches into the loops of its body.
struct thread { int at, i; };
#define BEGIN(t) switch ((t)->at) { case 0:
#define YIELD(t, v) do { (t)->at = __LINE__; return v; case __LINE__:; } while (0)
#define END(t) } (t)->at = 0
static int step(struct thread *t) {
  BEGIN(t);
  // CHECK: {{^}} for (TELINJECT_ASSIGN(1, __auto_type) t->i = 0
  for (t->i = 0; t->i < 3; t->i++) {
    if (t->i == 1) continue;
    YIELD(t, t->i);
    while (t->i == 2) { YIELD(t, 22); break; }
  }
  END(t);
  return -1;
}
static void copy(char *to, const char *from, int count) {
  int n = (count + 3) / 4;
  switch (count % 4)
    case 0: do { *to++ = *from++;
    case 3: *to++ = *from++;
    case 2: *to++ = *from++;
    case 1: *to++ = *from++; } while (--n > 0);
}
// Directly threaded code.
static int interpret(const char *code) {
  static const void *const table[] = {&&add, &&sub, &&loop, &&end};
  int a = 0, k = 3;
#define NEXT goto *table[*code++ - 'a']
  NEXT;
add: a += 2; NEXT;
sub: a--; NEXT;
loop: for (int i = 0; i < 2; i++) a++; while (k-- > 0) { code -= 2; NEXT; } NEXT;
end: return a;
}

int main(void) {
  struct thread t = {0, 0};
  char text[12] = "";
  for (int i = 0; i < 8; i++) printf("%d %d %d\n", into_branches(i), into_loops(i), vla(i));
  for (int i = 0; i < 5; i++) printf("%d\n", step(&t));
  copy(text, "ten letter", 10);
  printf("%s %d\n", text, interpret("aacabd"));
  return 0;
}
// CHECK: loop i < 3: skipped (jumped-into)
// CHECK: loop i = 0; i < 4; i++: skipped (jumped-into)
// CHECK: loop i < 6: skipped (jumped-into)
// CHECK: loop n < 20: instrumented
// CHECK: loop t->i = 0; t->i < 3; t->i++: skipped (jumped-into)
// CHECK: loop t->i == 2: skipped (jumped-into)
// CHECK: loop --n > 0: skipped (jumped-into)
// CHECK: loop int i = 0; i < 2; i++: skipped (computed-goto)
