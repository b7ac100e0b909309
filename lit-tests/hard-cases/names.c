// The user's macros in C: attributes' plain names, keywords, and what our header's parameters are called.
// RUN: %roundtrip --option=--events=function %s --std=c99,c17 --warn=-Wmissing-prototypes --warn=-Wstrict-prototypes --warn=-Wnested-externs --warn=-Wreserved-identifier --cc=clang | %FileCheck %s
// RUN: %roundtrip %s --std=c99,c17 --warn=-Wmissing-prototypes --warn=-Wstrict-prototypes --warn=-Wnested-externs --warn=-Wreserved-identifier --cc=clang > /dev/null
// RUN: %roundtrip --option=--events=function %s --std=gnu11 --warn=-Wmissing-prototypes --warn=-Wstrict-prototypes --warn=-Wnested-externs --warn=-Wundef --cc=gcc | %FileCheck %s

#define _GNU_SOURCE
#include <stdlib.h>

#undef cleanup
#define cleanup cleanup_things(
#define visibility ,,,
#define inline

struct telinject { int telinject; };
// CHECK: static int member(struct telinject telinject) { TELINJECT_FUNCTION(1, "o", "member(telinject:struct telinject) -> int") return TELINJECT_RETURN(1, int) telinject.telinject
static int member(struct telinject telinject) { return telinject.telinject; }
// What comes of _GNU_SOURCE is still there, though the macros' header comes first.
static char *home(void) { return secure_getenv("TELINJECT_NO_SUCH_VARIABLE"); }
int main(void) {
  struct telinject t = {3};
  return member(t) + (home() != NULL);
}
