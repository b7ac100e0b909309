// Without exceptions and RTTI, with hidden symbols and strict warnings: loops, branches, changes, templates, lambdas.
// RUN: %roundtrip --preset=casts %s --std=c++11,c++17 --warn=undef -- -fno-exceptions -fno-rtti -fvisibility=hidden -fno-threadsafe-statics > /dev/null
// RUN: %roundtrip %s --std=c++98 --lax --no-launcher --warn=-Wold-style-cast -- -fno-exceptions -fno-rtti > /dev/null
// RUN: %roundtrip %s --std=c++20 --list --warn=-Wold-style-cast -- -fno-exceptions -fno-rtti | %FileCheck %s

#include <cstdio>
#include <string>
#include <vector>

struct Base { virtual ~Base() {} virtual int get() const { return 1; } };
struct Derived : Base { int v; explicit Derived(int n) : v(n) { v++; } int get() const { int r = v; if (r > 2) r--; return r; } };
template <class T> static T total(const std::vector<T> &all) {
  T sum = T();
  for (typename std::vector<T>::const_iterator it = all.begin(); it != all.end(); ++it) sum = sum + *it;
  return sum;
}
static int flow(const char *s) {
  int n = 0;
  while (*s) { switch (*s++) { case 'a': n++; break; case 'b': n += 2; break; default: continue; } }
  do { n--; if (n == 3) break; } while (n > 0);
  std::string text; text = "x"; text += s;
  Base *b = new Derived(n); n = b->get(); delete b; b = NULL;
  return n + static_cast<int>(text.size()) + (b ? 1 : 0);
}

// CHECK: int main() { TELINJECT_FUNCTION(1, "", "main() -> int")
int main() {
  std::vector<int> v(3, 4); v[1] = 5;
  std::vector<std::string> w(2, "ab");
  std::printf("%d %s %d\n", total(v), total(w).c_str(), flow("abcbba"));
}
