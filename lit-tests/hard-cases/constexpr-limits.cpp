// What hooks cost in constant evaluation: at most 8 times the operations or steps, and 8 levels more, of what the plain function needs.
// The launcher may rely on these factors where it raises -fconstexpr-ops-limit, -fconstexpr-steps and -fconstexpr-depth.
// Measured: 3.8 to 4.6 times (GCC 12), 3.3 to 6 (Clang 22); 4 levels (GCC), 1 (Clang).
// RUN: rm -rf %t && mkdir -p %t/src && cp %s %t/src/limits.cpp && cd %t/src && %database limits.cpp -- -std=c++20
// RUN: %telinject -p . --root . --out %t/out --quiet
// RUN: %gxx -std=c++20 -fsyntax-only -fconstexpr-ops-limit=112000 -fconstexpr-depth=102 limits.cpp
// RUN: %gxx -std=c++20 %include -fsyntax-only -include telinject/telinject.h -fconstexpr-ops-limit=896000 -fconstexpr-depth=110 %t/out/limits.cpp
// RUN: %clangxx -std=c++20 -fsyntax-only -fconstexpr-steps=13000 -fconstexpr-depth=102 limits.cpp
// RUN: %clangxx -std=c++20 %include -fsyntax-only -include telinject/telinject.h -fconstexpr-steps=104000 -fconstexpr-depth=110 %t/out/limits.cpp
// The hooks are there, and it is their cost that is measured.
// RUN: %exits 1 %gxx -std=c++20 %include -fsyntax-only -include telinject/telinject.h -fconstexpr-ops-limit=112000 -fconstexpr-depth=102 %t/out/limits.cpp

constexpr unsigned loop(unsigned n) {
  unsigned i = 0;
  while (i < n)
    ++i;
  return i;
}
constexpr unsigned fib(unsigned n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }
constexpr unsigned id(unsigned n) { return n; }
constexpr unsigned calls(unsigned n) {
  unsigned s = 0;
  for (unsigned i = 0; i < n; ++i)
    if (i % 2)
      s += id(i);
  return s;
}
constexpr unsigned deep(unsigned n) { return n == 0 ? 0 : 1 + deep(n - 1); }
static_assert(loop(10000) == 10000, "");
static_assert(fib(15) == 610, "");
static_assert(calls(3000) == 2250000, "");
static_assert(deep(100) == 100, "");
