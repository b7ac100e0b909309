// Warnings that compilers give by the form of the code: what instrumenting adds must not look like the form that is warned of.
// RUN: %roundtrip %s --std=gnu89,gnu17 --warn=-Wimplicit-fallthrough=3 --warn=-Wdeclaration-after-statement --lax | %FileCheck %s

#include <stdio.h>
#include <string.h>

// A fall to a label that is followed by nothing but a jump is no mistake to GCC; others, and what cannot fall, stay as they are.
static int falls(int x, int y) {
  int n = 0;
  while (n < 3) {
    n++;
    switch (x) {
      // CHECK: {{^ *}}case 1:
      // CHECK-NEXT: TELINJECT_LABEL({{.*}}) if (y) TELINJECT_OPEN_BRANCH({{.*}}) {{.*}} n += 2 {{.*}}; TELINJECT_END_BRANCH() TELINJECT_NO_BRANCH({{.*}}) TELINJECT_FALLTHROUGH(){{$}}
      // CHECK-NEXT: case 2: TELINJECT_LABEL({{.*}}"switch case 2@{{.*}}) break;
      case 1:
        if (y) n += 2;
      case 2: break;
      // CHECK: case 3: TELINJECT_LABEL({{.*}}) TELINJECT_ASSIGN({{.*}}) n += 3 TELINJECT_END_ASSIGN({{.*}}); TELINJECT_FALLTHROUGH() /* and */
      // CHECK-NEXT: case 4: case 5: TELINJECT_LABEL({{.*}}) { continue; }
      case 3: n += 3; /* and */
      case 4: case 5: { continue; }
      // CHECK: n += 4 TELINJECT_END_ASSIGN({{.*}}); break;{{$}}
      // CHECK-NEXT: case 7: TELINJECT_LABEL({{.*}}) goto end;{{$}}
      // CHECK-NEXT: default: TELINJECT_LABEL({{.*}}) break;
      case 6: n += 4; break;
      case 7: goto end;
      default: break;
    }
    n++;
  }
end:
  return n;
}

// The value of an assignment behind && is used by nobody, and compilers know it.
static int discarded(int a, int b) {
  int c = 0, d = 0, i;
  // CHECK: TELINJECT_DISCARD() a && (TELINJECT_ASSIGN(1, __auto_type) c = 3 TELINJECT_END_ASSIGN({{.*}})) TELINJECT_END_DISCARD();
  a && (c = 3);
  // CHECK: {{^ *}}TELINJECT_DISCARD() a || (b && (TELINJECT_ASSIGN({{.*}}) c = 1 TELINJECT_END_ASSIGN({{.*}})) && (TELINJECT_ASSIGN({{.*}}) d = 2 TELINJECT_END_ASSIGN({{.*}}))) TELINJECT_END_DISCARD();
  a || (b && (c = 1) && (d = 2));
  // CHECK: for ({{.*}}; i < 2; TELINJECT_DISCARD() TELINJECT_STEP(1, int) ++i TELINJECT_END_STEP({{.*}}) && (TELINJECT_ASSIGN({{.*}}) d = 4 TELINJECT_END_ASSIGN({{.*}})) TELINJECT_END_DISCARD())
  for (i = 0; i < 2; ++i && (d = 4)) c++;
  // So it is behind a comma, and in the branches of ?:.
  // CHECK: for (; a < b; TELINJECT_DISCARD() TELINJECT_POSTFIX_STEP({{.*}}) a++ TELINJECT_END_POSTFIX_STEP({{.*}}), TELINJECT_POSTFIX_STEP({{.*}}) c++ TELINJECT_END_POSTFIX_STEP({{.*}}) TELINJECT_END_DISCARD())
  for (; a < b; a++, c++) d++;
  // CHECK: {{^ *}}TELINJECT_DISCARD() TELINJECT_DISCARD() TELINJECT_ASSIGN({{.*}}), TELINJECT_ASSIGN({{.*}}) TELINJECT_END_DISCARD(), TELINJECT_ASSIGN({{.*}}) TELINJECT_END_DISCARD();
  a = 1, i = 2, c = 5;
  // CHECK: {{^ *}}TELINJECT_DISCARD() a ? TELINJECT_POSTFIX_STEP({{.*}}) : (TELINJECT_ASSIGN({{.*}}) d = 2 TELINJECT_END_ASSIGN({{.*}})) TELINJECT_END_DISCARD();
  a ? c++ : (d = 2);
  // CHECK: {{^ *}}TELINJECT_DISCARD() (TELINJECT_DISCARD() b ? (TELINJECT_ASSIGN({{.*}}) c = 7 TELINJECT_END_ASSIGN({{.*}})) : (TELINJECT_ASSIGN({{.*}}) d = 3 TELINJECT_END_ASSIGN({{.*}})) TELINJECT_END_DISCARD()), TELINJECT_POSTFIX_STEP({{.*}}) c++ TELINJECT_END_POSTFIX_STEP({{.*}}) TELINJECT_END_DISCARD();
  (b ? (c = 7) : (d = 3)), c++;
  // Here the value is wanted.
  // CHECK: {{^ *}}if (a && (TELINJECT_ASSIGN
  if (a && (c = b)) d++;
  return c * 10 + d;
}

// No negative value can be compared with an unsigned one, which is plain only without a hook.
static int compared(const char *s, int a, int b) {
  int n, m = 0;
  unsigned long size = strlen(s);
  // CHECK: if ((n = a == b) < size)
  if ((n = a == b) < size) m += 1;
  // CHECK: if ((n = s[0] & 0x7f) > size)
  if ((n = s[0] & 0x7f) > size) m += 2;
  // CHECK: if ((TELINJECT_ASSIGN(1, __auto_type) n = s[0] & 0x7f TELINJECT_END_ASSIGN({{.*}})) > 100)
  if ((n = s[0] & 0x7f) > 100) m += 4;
  // CHECK: if ((unsigned long)(TELINJECT_ASSIGN(1, __auto_type) n = a TELINJECT_END_ASSIGN({{.*}})) < size)
  if ((unsigned long)(n = a) < size) m += 8;
  return m + n;
}

int main(void) {
  int x;
  for (x = 0; x < 9; ++x) printf("%d %d\n", falls(x, 0), falls(x, 1));
  printf("%d %d %d\n", discarded(1, 2), discarded(0, 0), compared("abc", 1, 1));
  return 0;
}
