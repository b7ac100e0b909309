// A variable that a template initialises with as many values as it is given: none has a type yet.
// RUN: %roundtrip --preset=cxx %s | %FileCheck %s

#include <cstdio>

template <class... Arguments> static int from(Arguments... arguments) {
  // CHECK: int n(arguments...); TELINJECT_DECLARATION(1, 1, "i", "n : int", n)
  int n(arguments...);
  // CHECK: int m(TELINJECT_INIT(1, int) 4 TELINJECT_END_INIT(1, 1, "i", "m : int"));
  int m(4);
  return n + m;
}

int main() {
  std::printf("%d %d\n", from(3), from());
  return 0;
}
