// Functions for another target than their unit's, in C++: members, lambdas and local classes inside, templates, clang's own pragma.
// REQUIRES: x86
// RUN: %roundtrip --option=--events=function %s --std=c++17,c++20 --lax --list --warn=-Wno-unknown-pragmas --warn=-Wno-attributes | %FileCheck %s
// RUN: %roundtrip %s --std=c++17 --lax --warn=-Wno-unknown-pragmas --warn=-Wno-attributes > /dev/null

#include <cstdio>

__attribute__((target("general-regs-only"))) static int general(int a) {
  auto inner = [](int b) { return b + 1; };
  struct Local { static int twice(int c) { return c * 2; } };
  return inner(a) + Local::twice(a);
}
[[gnu::target("avx2")]] static int wide(int a) {
  int s = 0;
  for (int i = 0; i < a; ++i) if (i & 1) s += i;
  auto inner = [&](int b) { return b + s; };
  return inner(a);
}
struct Member {
  __attribute__((target("arch=haswell"))) int narrow(int a) const { return a * 3; }
  __attribute__((target("sse4.2"))) int more(int a) const { return a * 4; }
};
template <class T> __attribute__((target("no-sse3"))) T made(T t) { return t + 1; }
__attribute__((target("default"))) int versioned(int a) { return a; }
__attribute__((target("avx2"))) int versioned(int a) { return a; }
#ifdef __clang__
#pragma clang attribute push(__attribute__((target("arch=core2"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("arch=core2")
#endif
static int pushed(int a) { return a * 5; }
constexpr int constant(int a) { return a * 6; }
#ifdef __clang__
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif
constexpr int popped(int a) { return a * 7; }

int main() {
  std::printf("%d %d %d %d %d %d %d %d %d\n", general(1), wide(5), Member().narrow(2), Member().more(3), made(4), versioned(5), pushed(6), constant(7), popped(8));
}
// CHECK: function general: skipped (target)
// CHECK-NEXT: function general::lambda@{{[0-9]+}}: skipped (target)
// CHECK-NEXT: function general::Local::twice: skipped (target)
// CHECK-NEXT: function wide: instrumented
// CHECK-NEXT: function wide::lambda@{{[0-9]+}}: instrumented
// CHECK-NEXT: function Member::narrow: skipped (target)
// CHECK-NEXT: function Member::more: instrumented
// CHECK-NEXT: function made: skipped (target)
// CHECK-NEXT: function versioned: instrumented
// CHECK-NEXT: function versioned: instrumented
// CHECK-NEXT: function pushed: skipped (target)
// CHECK-NEXT: function constant: skipped (target)
// CHECK-NEXT: function popped: instrumented
// CHECK-NEXT: function main: instrumented
