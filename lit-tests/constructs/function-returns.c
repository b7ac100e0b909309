// What a return gives in C: wrapped where it is a scalar whose type can be named; conversions stay those of the return.
// RUN: %roundtrip --events=function %s --std=c99,c11 --warn=double-promotion,conversion,sign-conversion,bad-function-cast --trace | %FileCheck %s --check-prefixes=CHECK,TRACE
// RUN: %roundtrip %s --std=c99,c11 --warn=-Wconversion --warn=-Wsign-conversion --warn=-Wbad-function-cast > /dev/null
// RUN: %roundtrip --option=--events=function %s --std=gnu17 --cc=gcc --warn=-Wc++-compat --warn=-Wcast-qual | %FileCheck %s
// RUN: %roundtrip --option=--events=function %s --std=gnu2x --no-launcher --lax | %FileCheck %s

#include <stddef.h>
#include <stdio.h>

struct pair { int a, b; };
enum { ANONYMOUS_A, ANONYMOUS_B };
typedef int (*handler)(int);
typedef const char *text;
struct bits { unsigned low : 3; int sign : 4; };

// CHECK: static short narrow(int x) { TELINJECT_FUNCTION(1, "i", "narrow(x) -> short", x) return TELINJECT_RETURN(1, short) (short)(x + 1) TELINJECT_END_RETURN(1, "i"); }
static short narrow(int x) { return (short)(x + 1); }
// CHECK: return TELINJECT_RETURN(1, unsigned char) 200 TELINJECT_END_RETURN(1, "i");
static unsigned char byte(void) { return 200; }
// CHECK: return TELINJECT_RETURN(1, {{_Bool|bool}}) x TELINJECT_END_RETURN(1, "b");
static _Bool truth(int x) { return x; }
// CHECK: return TELINJECT_RETURN(1, void *) NULL TELINJECT_END_RETURN(1, "p");
static void *null(void) { return NULL; }
// CHECK: return TELINJECT_RETURN(1, const char *) 0 TELINJECT_END_RETURN(1, "p");
static text zero(void) { return 0; }
// CHECK: static const char *text_of(text t) { TELINJECT_FUNCTION(1, "p", "text_of(t) -> const char *", t) return TELINJECT_RETURN(1, const char *) t
static const char *text_of(text t) { return t; }
// CHECK: static char *const *deep(char *const *p) { TELINJECT_FUNCTION(1, "p", "deep(p) -> char *const *", p) return TELINJECT_RETURN(1, char *{{ ?}}const *) p
static char *const *deep(char *const *p) { return p; }
// CHECK: return TELINJECT_RETURN(1, struct pair *) p TELINJECT_END_RETURN(1, "p");
static struct pair *same(struct pair *p) { return p; }
// -Wdouble-promotion: the promotion is said.
// CHECK: return TELINJECT_RETURN(1, float) x / 2 TELINJECT_END_RETURN(1, "f");
static float half(float x) { return x / 2; }
// CHECK: return TELINJECT_RETURN(1, long double) x TELINJECT_END_RETURN(1, "g");
static long double wide(long double x) { return x; }
// CHECK: return TELINJECT_RETURN(1, unsigned int) b.low TELINJECT_END_RETURN(1, "u");
static unsigned field(struct bits b) { return b.low; }
// A comma belongs to the value.
// CHECK: return TELINJECT_RETURN(1, int) (void)(a + 1), b TELINJECT_END_RETURN(1, "i");
static int comma(int a, int b) { return (void)(a + 1), b; }
// No space, parentheses, a comment and a line break.
// CHECK: return TELINJECT_RETURN(1, int)(x) TELINJECT_END_RETURN(1, "i");
static int bare(int x) { return(x); }
// CHECK: return TELINJECT_RETURN(1, int) /* why; not */ x
static int spread(int x) {
  return /* why; not */ x
  // CHECK-NEXT: + 1 // telling; why
  // CHECK-NEXT: TELINJECT_END_RETURN(1, "i");
    + 1 // telling; why
    ;
}
// A structure is captured by its type and not wrapped.
// CHECK: static struct pair both(int a) { TELINJECT_FUNCTION(1, "i", "both(a) -> struct pair", a) struct pair p = {0, 0}; p.a = a; return p; }
static struct pair both(int a) { struct pair p = {0, 0}; p.a = a; return p; }
// CHECK: static handler hook(void) { TELINJECT_FUNCTION(1, "", "hook() -> handler") return bare; }
static handler hook(void) { return bare; }
// CHECK: static int (*raw_hook(void))(int) { TELINJECT_FUNCTION(1, "", "raw_hook() -> int (*)(int)") return bare; }
static int (*raw_hook(void))(int) { return bare; }
// Out of several returns each is wrapped; one of nothing is not.
static void leave(int x) { if (x) return; }
static int choose(int x) {
  // CHECK: if (x == 1) return TELINJECT_RETURN(1, int) 10 TELINJECT_END_RETURN(1, "i"); else if (x == 2) return TELINJECT_RETURN(1, int) 20 TELINJECT_END_RETURN(1, "i");
  if (x == 1) return 10; else if (x == 2) return 20;
  // CHECK: case 3: return TELINJECT_RETURN(1, int) ANONYMOUS_B TELINJECT_END_RETURN(1, "i");
  switch (x) { case 3: return ANONYMOUS_B; default: break; }
  return 0;
}
#define GIVE(x) return (x)
#define PLUS(a, b) ((a) + (b))
// A return from a macro is left alone; a macro in a return is not.
// CHECK: static int given(int x) { TELINJECT_FUNCTION(1, "i", "given(x) -> int", x) GIVE(x); }
static int given(int x) { GIVE(x); }
// CHECK: return TELINJECT_RETURN(1, int) PLUS(x, 1) TELINJECT_END_RETURN(1, "i");
static int summed(int x) { return PLUS(x, 1); }

int main(void) {
  struct pair p = {1, 2};
  struct bits b = {5, -1};
  char *strings[1] = {0};
  leave(1);
  printf("%d %d %d %d %d\n", narrow(3), byte(), truth(8), null() == NULL, zero() == NULL);
  printf("%s %d %d %g %g %u\n", text_of("t"), deep(strings) == strings, same(&p)->b, (double)half(3), (double)wide(2), field(b));
  printf("%d %d %d %d %d %d\n", comma(1, 2), bare(3), spread(4), both(5).a, hook()(6), raw_hook()(7));
  printf("%d %d %d %d\n", choose(2), choose(3), given(4), summed(5));
  return 0;
}
// TRACE: === trace
// TRACE-DAG: < narrow = 4
// TRACE-DAG: < byte = 200
// TRACE-DAG: < truth = true
// TRACE-DAG: < null = null
// TRACE-DAG: < half = 1.5
// TRACE-DAG: < wide = 2
// TRACE-DAG: < field = 5
// TRACE-DAG: < comma = 2
// TRACE-DAG: < choose = 20
// TRACE-DAG: < choose = 1
// TRACE-DAG: < summed = 6
