// Flags that forbid things: no exceptions, no RTTI, and warnings that speak of casts, promotions, comparisons and unused things.
// RUN: %roundtrip --option=--events=function %s --std=c++98 --lax --warn=-Wold-style-cast --warn=-Wmissing-declarations --no-launcher -- -fno-exceptions -fno-rtti | %FileCheck %s
// RUN: %roundtrip %s --std=c++98 --lax --warn=-Wold-style-cast --warn=-Wmissing-declarations --no-launcher -- -fno-exceptions -fno-rtti > /dev/null
// RUN: %roundtrip --preset=cxx-strict --events=function %s -- -fno-exceptions -fno-rtti | %FileCheck %s
// RUN: %roundtrip --preset=cxx-everything --events=function %s | %FileCheck %s

namespace {
enum Kind { kind_a, kind_b };
// CHECK: TELINJECT_FUNCTION(1, "fie",
float scaled(float f, short s, Kind k) { return k == kind_a ? f : f * static_cast<float>(s); }
// CHECK: TELINJECT_FUNCTION(1, "v", "(anonymous namespace)::size_of(v:const T &) -> unsigned long",
template <class T> unsigned long size_of(const T &v) { return sizeof v; }
struct Any {
  Any() : x(1) {}
  int x;
};
// CHECK: return TELINJECT_RETURN(1, long) n > 0 ? static_cast<long>(n) : -1L
long wide(unsigned n) { return n > 0 ? static_cast<long>(n) : -1L; }
// CHECK: switch (k) { case kind_a: return TELINJECT_RETURN(1, bool) true TELINJECT_END_RETURN(1, "b"); case kind_b: return
bool all(Kind k) {
  switch (k) { case kind_a: return true; case kind_b: return false; }
  return false;
}
}  // namespace

int main() {
  const int sum = static_cast<int>(scaled(2.5F, 2, kind_b)) + static_cast<int>(size_of(Any()) + size_of("ab") + size_of(1.0F) + size_of(kind_a));
  return sum + static_cast<int>(wide(3U)) + (all(kind_a) ? 1 : 0);
}
