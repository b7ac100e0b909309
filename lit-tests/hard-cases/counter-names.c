// Names and parameters that __COUNTER__ makes: nothing is expanded once more, which would shift all later numbers.
// RUN: %roundtrip --bodies %s --std=gnu11 --lax --trace | %FileCheck %s
// RUN: %roundtrip --option=--events=function %s --std=gnu99,gnu2x --lax > /dev/null

#include <stdio.h>

#define JOIN2(a, b) a##b
#define JOIN(a, b) JOIN2(a, b)
#define UNIQUE(p) JOIN(p, __COUNTER__)
#define NEXT __COUNTER__
#define NUMBERED_PARAMETER const char text[NEXT + 1]
#define ON_LINE(p) JOIN(p, __LINE__)

// CHECK: {{^}}static int UNIQUE(fn)(void) { TELINJECT_FUNCTION(1, "", "fn0() -> int") return
static int UNIQUE(fn)(void) { return 10; }
// CHECK: {{^}}static int UNIQUE(fn)(int a) { TELINJECT_FUNCTION(1, "i", "fn1(a) -> int", a) return
static int UNIQUE(fn)(int a) { return a; }
static const int next = __COUNTER__;
// CHECK: {{^}}static int in_parameters(int (*a)[NEXT + 1]) { TELINJECT_FUNCTION(
static int in_parameters(int (*a)[NEXT + 1]) { return (*a)[0]; }
// CHECK: {{^}}static int nested(NUMBERED_PARAMETER) { TELINJECT_FUNCTION(
static int nested(NUMBERED_PARAMETER) { return text[0]; }
static int written_out(const char text[__COUNTER__ + 1]) { return text[0]; }
static const int after = __COUNTER__;
// CHECK: {{^}}TELINJECT_SPLIT_DECL(int, plain, {{.*}}) static int plain(int a) {
static int plain(int a) { return a + 1; }
// A name of its line is another one on the line of the hook.
static __attribute__((unused)) int ON_LINE(fn_)(void)
// CHECK: {{^}}{ TELINJECT_FUNCTION(1, "@2", "fn_[[#@LINE-1]]() -> int")
{ return 30; }
struct UNIQUE(S) { int member; };
// CHECK: {{^}}TELINJECT_SPLIT_DECL(int, of_type, int telinject_g0, struct S7 *s) static int of_type(struct S7 *s) {
static int of_type(struct S7 *s) { s->member = 3; return s->member; }

int main(void) {
  int one[4] = {0};
  struct S7 s;
  // CHECK: {{^  }}int UNIQUE(v) = 3;{{$}}
  int UNIQUE(v) = 3;
  // CHECK: {{^}}  if (v8 > __COUNTER__) { TELINJECT_BRANCH({{.*}}) TELINJECT_ASSIGN({{.*}}) v8 = 0 TELINJECT_END_ASSIGN(
  if (v8 > __COUNTER__) { v8 = 0; }
  printf("%d %d %d %d %d\n", fn0(), fn1(4), next, after, v8);
  printf("%d %d %d %d\n", plain(__COUNTER__), in_parameters((int (*)[4])&one), nested("abcdefgh") + written_out("bcdefghi"), of_type(&s));
  return 0;
}
