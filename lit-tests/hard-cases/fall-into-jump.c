// A label that marks a mere jump, or the end, and is fallen into: GCC does not warn of that fall, and must not because of the hook.
// RUN: %roundtrip %s --std=c99,c17 --trace | %FileCheck %s

#include <stdio.h>

#if defined(__GNUC__) && __GNUC__ >= 7
#define FALLS __attribute__((__fallthrough__))
#else
#define FALLS
#endif
#ifdef __clang__
#define SOMETIMES_FALLS
#else
#define SOMETIMES_FALLS FALLS
#endif

static int falls(int x) {
  int r = 0, n;
  for (n = 0; n < 3; n++) {
    switch (x + n) {
    case 1:
      // CHECK: r += 1 TELINJECT_END_ASSIGN({{.*}}); TELINJECT_FALLTHROUGH(){{$}}
      r += 1;
    // CHECK-NEXT: {{^ *}}case 2:{{$}}
    case 2:
      // CHECK-NEXT: {{^ *}}TELINJECT_LABEL(1_1, "switch case 2@[[#]]", "x + n") break;{{$}}
      break;
    case 3:
      // CHECK: r += 3 TELINJECT_END_ASSIGN({{.*}}); TELINJECT_FALLTHROUGH(){{$}}
      r += 3;
    // CHECK-NEXT: {{^ *}}case 4: case 5: TELINJECT_LABEL({{.*}}) { continue; }{{$}}
    case 4: case 5: { continue; }
    case 6:
      // CHECK: if (r > 100) {{.*}} TELINJECT_NO_BRANCH({{.*}}) TELINJECT_FALLTHROUGH(){{$}}
      if (r > 100) r = 6;
    // CHECK-NEXT: {{^ *}}case 7:{{$}}
    case 7:
      goto out;
    // A jump before it: nothing falls.
    // CHECK: {{^ *}}case 8: TELINJECT_LABEL({{.*}}) goto out;{{$}}
    case 8: goto out;
    case 9:
      r += 9;
      FALLS;
    // It is said already, or may be with another compiler.
    // CHECK: {{^ *}}case 10:{{$}}
    case 10:
      break;
    case 11:
      r += 11;
      SOMETIMES_FALLS;
    // CHECK: {{^ *}}case 12:{{$}}
    case 12:
      break;
    case 13:
      r += 13; /* fall through */
    // What is fallen into does something: the comment must be the last before the label.
    // CHECK: {{^ *}}case 14:{{$}}
    case 14:
      r += 14;
      break;
    case 15:
      // The comment still stands right before the label: without insertions it suppresses the warning.
      // CHECK: r += 15 TELINJECT_END_ASSIGN({{.*}}); TELINJECT_FALLTHROUGH() /* fall through */{{$}}
      r += 15; /* fall through */
    // CHECK-NEXT: {{^ *}}case 16:{{$}}
    case 16:
      break;
    case 17:
      // CHECK: r += 17 TELINJECT_END_ASSIGN({{.*}}); TELINJECT_FALLTHROUGH(){{$}}
      r += 17;
    // CHECK-NEXT: {{^ *}}case 18:{{$}}
    case 18:
      break;
    case 19: {
      r += 19;
      FALLS;
    // It is said already, at the end of the block.
    // CHECK: {{^ *}}} /* no more */{{$}}
    } /* no more */
    case 20:
      break;
    case 21:
      if (r > 100) {
        r = 21;
        FALLS;
      } else {
        break;
      // CHECK: {{^ *}}} /* nor here */{{$}}
      } /* nor here */
    case 22:
      break;
    case 23:
      // One way out jumps, the other falls.
      // CHECK: if (r > 100) {{.*}}break;{{.*}} TELINJECT_NO_BRANCH({{.*}}) TELINJECT_FALLTHROUGH(){{$}}
      if (r > 100) break;
    case 24:
      break;
    case 25:
      // CHECK: r += 25 TELINJECT_END_ASSIGN({{.*}}); TELINJECT_FALLTHROUGH(){{$}}
      r += 25;
    // CHECK-NEXT: {{^ *}}default:TELINJECT_LABEL({{.*}}) ;{{$}}
    default:;
    }
  }
out:
  return r;
}

static void returns(int x) {
  switch (x) {
  case 1:
    // CHECK: {{^ *}}TELINJECT_LABEL({{.*}}) puts("one"); TELINJECT_FALLTHROUGH(){{$}}
    puts("one");
  // CHECK-NEXT: {{^ *}}case 2:{{$}}
  case 2:
    return;
  default:
    puts("other");
  }
}

int main(void) {
  int x;
  for (x = 0; x < 27; x++) printf("%d ", falls(x));
  returns(1);
  returns(2);
  returns(3);
  return 0;
}
// CHECK: {{^}}=== trace
// CHECK: > falls
