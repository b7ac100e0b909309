// C23: attributes, constexpr, auto, typeof, nullptr, labels before declarations and at the end, empty initialisers, bool, _BitInt.
// RUN: %roundtrip %s --std=c23 --cc=clang --list | %FileCheck %s
// RUN: %roundtrip %s --std=c2x --cc=gcc --lax --list | %FileCheck %s --check-prefix=OLDER

#include <stdio.h>

[[nodiscard]] static int attributed([[maybe_unused]] int unused, int n) {
  [[maybe_unused]] int m = n;
  switch (n) {
    case 1: n = 2; [[fallthrough]];
    case 2:
      // OLDER: {{^}} TELINJECT_LABEL(1, "switch case 2@4", "n") int declared = TELINJECT_INIT(
      int declared = 3; n += declared; break;
    // OLDER: {{^}} default:TELINJECT_LABEL(1, "switch default@6", "n")
    default:
  }
  if (n > 3) { goto end; }
  n++;
  // CHECK: again: int k = TELINJECT_INIT(
again: int k = n; if (k < 3) { n++; goto again; }
end:
  return n;
}
static int unnamed(int, int b) { int x[3] = {}; x[1] = b; struct { int a; } s = {}; s.a = b; return x[1] + s.a; }
#if defined(__clang__) || __GNUC__ >= 13
enum small : unsigned char { LOW, HIGH = 200 };
static int newer(int n) {
  // CHECK: constexpr int size = 3;
  constexpr int size = 3;
  int list[size] = {1, 2, 3};
  auto sum = n;
  auto p = &sum;
  typeof(n) other = n; typeof_unqual(const int) third = 1'000;
  bool yes = true; yes = false;
  void *nothing = nullptr; nothing = &list;
  // CHECK: enum small e = HIGH; TELINJECT_DECLARATION({{.*}}, "e : enum small", TELINJECT_ENUM(e))
  enum small e = HIGH; e = LOW;
#ifdef __BITINT_MAXWIDTH__
  unsigned _BitInt(7) bits = 5; bits++; bits += 3uwb;
#else
  int bits = 9;
#endif
  static_assert(sizeof(int) == 4);
  thread_local static int local; local++; sum += local;
  for (auto i = 0; i < size; i++) *p += list[i];
  return sum + other + third + yes + (nothing != nullptr) + (int)e + (int)bits;
}
#elifdef NEVER
#else
static int newer(int n) { return n; }
#endif
static int digits(void) { int n = 0b101; n |= 0xFF; return n; }

int main(void) { printf("%d %d %d %d\n", attributed(1, 1), unnamed(1, 2), newer(3) > 0, digits()); }
