// What may be a reference to an object without a value yet is not read: T&& and auto&& as T&; const T& and T are.
// RUN: %roundtrip --option=--events=function %s --std=c++14 --trace -- -O1 | %FileCheck %s
// RUN: %roundtrip %s --std=c++14 -- -O1 > /dev/null

// CHECK: template <class T> void set(T &&out) { TELINJECT_FUNCTION(1, "o", "set(out:T &&)") out = 1; }
template <class T> void set(T &&out) { out = 1; }
int main() {
  // CHECK: auto generic = [](auto &&out, auto &other, const auto &seen) { TELINJECT_{{(CONSTEXPR_)?}}FUNCTION(2, "oov", "main::lambda@{{[0-9]+}}(out:{{.*}}, other:{{.*}}, seen:{{.*}}) -> {{.*}}", TELINJECT_VALUE(seen))
  auto generic = [](auto &&out, auto &other, const auto &seen) { out = other = seen; return seen; };
  int x, y, z;
  set(x);
  return x + generic(y, z, 2) + y + z - 7;
}
// CHECK: > set@{{[0-9]+}}(out=typed)
// CHECK: seen=2
