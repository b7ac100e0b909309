// The macros of constexpr functions where the guard is silent, and where the function is the what() of an exception.
// RUN: %roundtrip --events=function,loop %s --std=c++20 | %FileCheck %s --check-prefix=WHAT
// RUN: %roundtrip --events=loop --no-events %s --std=c++14 | %FileCheck %s --check-prefix=SILENT

#include <cstdio>
#include <exception>

#if __cplusplus >= 202002L
#define CONSTEXPR constexpr
#else
#define CONSTEXPR
#endif

static int asked;

// A template, as only its instances need not be of a literal type.
template <class T> struct Missing : std::exception {
  T what_is_missing{};
  // WHAT: what() const noexcept override { TELINJECT_CONSTEXPR_WHAT_GUARD() TELINJECT_CONSTEXPR_FUNCTION(1,
  CONSTEXPR const char *what() const noexcept override { return what_is_missing > 2 && asked++ >= 0 ? "many" : "few"; }
};

// WHAT: constexpr int sum(int n) { TELINJECT_CONSTEXPR_FUNCTION(1,
// SILENT: constexpr int sum(int n) { TELINJECT_CONSTEXPR_SCOPE(1,
constexpr int sum(int n) {
  int total = 0;
  // SILENT: TELINJECT_LOOP(1_1,
  for (int i = 0; i < n; i++)
    total += i;
  return total;
}

static_assert(sum(4) == 6, "at compile time too");

int main() {
  Missing<int> one;
  one.what_is_missing = 3;
  try {
    throw one;
  } catch (const std::exception &e) {
    std::printf("%s %d\n", e.what(), sum(asked + 3));
  }
  return 0;
}
