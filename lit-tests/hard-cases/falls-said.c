// Falls that the program's compiler knows of and Clang does not: GCC takes the attribute once, right before a label.
// RUN: %roundtrip %s --std=c99,c17 --warn=-Wno-unused-value | %FileCheck %s
// RUN: %roundtrip %s --std=c99 --warn=-Wno-unused-value --warn=-Wimplicit-fallthrough=5 --cc=gcc > /dev/null
// RUN: %roundtrip %s --std=gnu17 --option=--events=function,conditional,loop > /dev/null

#include <stdio.h>

#if defined(__GNUC__) && __GNUC__ >= 7
#define FALLS __attribute__((__fallthrough__));
#define FALLS_VALUE __attribute__((__fallthrough__))
#define FALLS_LOOP __attribute__((__fallthrough__))
#else
#define FALLS
#define FALLS_VALUE ((void)0)
#define FALLS_LOOP do {} while (0)
#endif
#define NOTHING
#define REAL(x) puts(x)
#if defined(__GNUC__) && __GNUC__ >= 7
#define CLEANED __attribute__((__cleanup__(cleaned)))
#else
#define CLEANED
#endif

void cleaned(int *n);
void cleaned(int *n) { printf("%d cleaned ", *n); }

static int falls(int x) {
  int r = 0;
  switch (x) {
  case 0: {
    r = 1;
    FALLS
  // CHECK: {{^  }}} /* at the end of a block */{{$}}
  } /* at the end of a block */
  case 1:
    break;
  case 2:
    r = 2;
    // CHECK: {{^    }}FALLS{{$}}
    FALLS
  case 3:
    break;
  case 4: {
    if (r) { r = 3; FALLS }
    // CHECK: {{^    }}else { TELINJECT_BRANCH({{.*}}) TELINJECT_ASSIGN({{.*}}) r = 4 TELINJECT_END_ASSIGN({{.*}}); FALLS }{{$}}
    else { r = 4; FALLS }
  // CHECK-NEXT: {{^  }}}{{$}}
  }
  case 5:
    break;
  case 6: {
    { r = 6; { r++; FALLS } }
  // CHECK: {{^  }}} /* in blocks */{{$}}
  } /* in blocks */
  case 7: ;
    break;
  case 8:
    r = 8;
    FALLS_VALUE;
  // CHECK: {{^    }}FALLS_VALUE;{{$}}
  case 9:
    break;
  case 10:
    r = 10;
    FALLS_LOOP;
  // CHECK: {{^    }}FALLS_LOOP;{{$}}
  case 11:
    break;
  case 12: {
    r = 12;
#if defined(__GNUC__) && __GNUC__ >= 7
    FALLS
#endif
  // CHECK: {{^  }}} /* behind a directive */{{$}}
  } /* behind a directive */
  case 13:
    break;
  // Nothing is said: the hook's is needed, behind whatever blocks the hooks make.
  case 14:
    // CHECK: {{^    }}TELINJECT_LABEL({{.*}}) TELINJECT_LOOP({{.*}}) for ({{.*}}) {{.*}} TELINJECT_END_ITERATION() TELINJECT_END_LOOP() TELINJECT_FALLTHROUGH(){{$}}
    for (; r < 3; r++) puts("loop");
  case 15:
    break;
  case 16: {
    CLEANED int n = 5;
    r += n;
    // CHECK: {{^    }}if (r) { TELINJECT_BRANCH({{.*}}{ TELINJECT_BRANCH({{.*}}) TELINJECT_ASSIGN({{.*}}) r = 16 {{.*}} } TELINJECT_NO_BRANCH({{.*}}){{$}}
    if (r) { if (r > 4) { r = 16; } else { r = 17; } }
  // CHECK-NEXT: {{^  }}} TELINJECT_FALLTHROUGH(){{$}}
  }
  case 17:
    break;
  case 18:
    // CHECK: TELINJECT_LABEL({{.*}}) REAL("real"); TELINJECT_FALLTHROUGH(){{$}}
    REAL("real");
  case 19:
    break;
  case 20:
    switch (r) { case 1: puts("inner"); break; default: puts("other"); }
  case 21:
    break;
  case 22:
    do { puts("once"); } while (0);
  case 23:
    break;
  case 24:
    r = __extension__({ int n = x; n + 1; });
  case 25:
    goto out;
  case 26: {
    int n = 3;
    while (n--) if (n == 1) break;
  }
  default:
    break;
  }
out:
  return r;
}

int main(void) {
  int x;
  for (x = 0; x < 28; x++) printf("%d ", falls(x));
  return 0;
}
