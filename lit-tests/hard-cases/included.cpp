// Files included more than once, inside extern "C", a namespace, a class, a function, and as a list of macros.
// RUN: %roundtrip --events=function %s --std=c++11,c++17 --with=%S/Inputs/included --show=twice.inc,members.inc,c_part.h,in_namespace.h --list --launcher=gcc | %FileCheck %s
// RUN: %roundtrip %s --std=c++11,c++17 --with=%S/Inputs/included --launcher=gcc > /dev/null

#include <cstdio>

static int one_more(int x) { return x + 1; }
#define NAMED first_name
#define ADDED 1
#include "twice.inc"
#undef NAMED
#undef ADDED
#define NAMED second_name
#define ADDED 2
#include "twice.inc"
extern "C" {
#include "c_part.h"
}
namespace user {
#include "in_namespace.h"
}
struct Members {
#include "members.inc"
};
#define ITEM(name, v) static int name() { return v; }
#include "items.def"
#undef ITEM
#define ITEM(name, v) total += name();

int main() {
  int total = 0;
#include "body.inc"
#include "items.def"
  std::printf("%d %d %d %d %d %d\n", total, first_name(1), second_name(1), in_c(4), user::inside(), Members().member());
}
// One text names two functions, by the macro that does.
// CHECK: === twice.inc
// CHECK: {{^}}static int NAMED(int x) { TELINJECT_FUNCTION(1, "i", TELINJECT_NAME(NAMED) "(x) -> int", x) return {{.*}} x + ADDED {{.*}}; }{{$}}
// CHECK: === members.inc
// CHECK: {{^}}  int member() const { return 3; }{{$}}
// CHECK: === c_part.h
// CHECK: {{^}}inline int in_c(int x) {
// CHECK: === in_namespace.h
// CHECK: {{^}}inline int inside() { return 6; }{{$}}
// CHECK: === ledger
// CHECK-DAG: twice.inc:3:{{[0-9]+}}: function first_name: instrumented
// CHECK-DAG: included.cpp:[[#]]:{{[0-9]+}}: function one: skipped (body-from-macro)
// CHECK-DAG: members.inc:3:{{[0-9]+}}: function Members::member: skipped (included-inside-declaration)
// CHECK-DAG: in_namespace.h:2:{{[0-9]+}}: function user::inside: skipped (included-inside-declaration)
