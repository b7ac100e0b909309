// A unity build: one unit that includes sources, each rewritten in its own place.
// RUN: %roundtrip --option=--events=function %s --std=c++17 --with=%S/Inputs/unity --show=a.cpp --show=b.cpp --launcher=gcc | %FileCheck %s
// RUN: %roundtrip %s --std=c++17 --with=%S/Inputs/unity --launcher=gcc > /dev/null
#define counter counter_a
#include "a.cpp"
#undef counter
#define counter counter_b
#include "b.cpp"
int main() { return from_a() + from_b() + 4; }
// CHECK: === a.cpp
// CHECK: int from_a() { TELINJECT_FUNCTION(1, "", "from_a() -> int")
// CHECK: === b.cpp
// CHECK: {{^}}// b{{$}}
// CHECK-NEXT: #include <telinject/telinject.h> /* injected */{{$}}
// CHECK-NEXT: static int counter() { TELINJECT_FUNCTION(1, "", TELINJECT_NAME(counter) "() -> int")
