// A value whose type is known only at instantiation goes through a variadic call: no warning about that, either.
// RUN: %roundtrip --option=--events=function %s --std=c++17 --cc=clang --warn=-Wclass-varargs | %FileCheck %s
// RUN: %roundtrip %s --std=c++17 --cc=clang --warn=-Wclass-varargs > /dev/null

// CHECK: template <class T> int size_of(const T &v) { TELINJECT_FUNCTION(1, "v", "size_of(v:const T &) -> int", TELINJECT_VALUE(v))
template <class T> int size_of(const T &v) { return static_cast<int>(sizeof v); }
int main() { return size_of('a') - 1; }
