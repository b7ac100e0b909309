// A comment "telinject: root" at a function marks its site: its calls begin traces of their own.
// RUN: %roundtrip --option=--events=function %s --std=c++17 --cc=g++ | %FileCheck %s

// CHECK: {{^}}int one(int a) { TELINJECT_FUNCTION(1, "^i", "one(a) -> int", a)
// telinject: root
int one(int a) { return a; }
// CHECK: {{^}}int two() { TELINJECT_FUNCTION(1, "^", "two() -> int")
int two() { return 2; } /* telinject: root */
// CHECK: {{^}}int three() { TELINJECT_FUNCTION(1, "", "three() -> int")
int three() { return 3; }
struct S {
  // CHECK: {{^}}  int four(const char *text) const { TELINJECT_FUNCTION(1, "^p", "S::four(text) -> int", text)
  // telinject: root
  int four(const char *text) const { return *text; }
};
int main() { return one(0) + two() + three() + S().four("a") - 102; }
