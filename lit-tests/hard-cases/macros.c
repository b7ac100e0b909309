// Bodies that a macro makes, whole or in part, and returns and names that macros make.
// RUN: %roundtrip --option=--events=function %s --std=c99,c17 --list --trace | %FileCheck %s
// RUN: %roundtrip %s --std=c99,c17 > /dev/null

#include <assert.h>
#include <stdio.h>

#define WHOLE(name) static int name(int x) { return x + 1; }
#define BEGIN {
#define END }
#define HEAD(name) static int name(int x)
#define ARGUMENT(body) static int argued(void) body
#define TEXT(x) #x
#define TWICE(x) do { x; x; } while (0)
#define SWAP(a, b) do { int swap_ = a; a = b; b = swap_; } while (0)
#define RETURN return
#define END_STATEMENT ;
#define VALUE(x) x;

// CHECK: {{^}}WHOLE(whole){{$}}
WHOLE(whole)
// CHECK: {{^}}static int braces(int x) BEGIN return x; END{{$}}
static int braces(int x) BEGIN return x; END
// The head may come from a macro where the braces do not.
// CHECK: HEAD(headed) { TELINJECT_FUNCTION(1, "i", "headed(x) -> int", x) return TELINJECT_RETURN(1, int) x + 2 TELINJECT_END_RETURN(1, "i"); }
HEAD(headed) { return x + 2; }
// CHECK: {{^}}ARGUMENT({ return 4; }){{$}}
ARGUMENT({ return 4; })
// CHECK: static int word(int x) { TELINJECT_FUNCTION(1, "i", "word(x) -> int", x) RETURN x; }
static int word(int x) { RETURN x; }
// CHECK: static int ended(int x) { TELINJECT_FUNCTION(1, "i", "ended(x) -> int", x) return x END_STATEMENT }
static int ended(int x) { return x END_STATEMENT }
// CHECK: static int valued(int x) { TELINJECT_FUNCTION(1, "i", "valued(x) -> int", x) return VALUE(x) }
static int valued(int x) { return VALUE(x) }
// CHECK: static int tested(int x) { TELINJECT_FUNCTION(1, "i", "tested(x) -> int", x) assert(x > 0 && "x, or \" y"); SWAP(x, x); return
static int tested(int x) { assert(x > 0 && "x, or \" y"); SWAP(x, x); return x; }
// A return that is an argument of a macro.
// CHECK: static int passed(int x) { TELINJECT_FUNCTION(1, "i", "passed(x) -> int", x) TWICE(if (x) return 3); return TELINJECT_RETURN(1, int) 5
static int passed(int x) { TWICE(if (x) return 3); return 5; }
// CHECK: return TELINJECT_RETURN(1, const char *) TEXT(return x;) TELINJECT_END_RETURN(1, "p");
static const char *text(void) { return TEXT(return x;); }

int main(void) {
  printf("%d %d %d %d %d %d\n", whole(1), braces(2), headed(3), argued(), word(5), ended(6));
  printf("%d %d %d %d %s\n", valued(7), tested(8), passed(9), passed(0), text());
  return 0;
}
// CHECK: function whole: skipped (body-from-macro)
// CHECK: function braces: skipped (body-from-macro)
// CHECK: function headed: instrumented
// CHECK: function argued: skipped (body-from-macro)
// CHECK: === trace
// CHECK-DAG: < headed = 5
// CHECK-DAG: < tested = 8
