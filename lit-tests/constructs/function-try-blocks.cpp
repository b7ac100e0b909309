// Function-try-blocks: a block with the guard stands around them, so that the span ends behind the handlers.
// RUN: %roundtrip --option=--events=function,exception %s --std=c++17,c++20 --trace --list | %FileCheck %s
// RUN: %roundtrip --option=--events=exception %s --std=c++20 --cc=gcc | %FileCheck %s --check-prefix=CHECK-SILENT

#include <cstdio>
#include <stdexcept>

// CHECK: int taken(int n) TELINJECT_OPEN_FUNCTION(1, "i", "taken(n) -> int", n) TELINJECT_TRY(1_1, 1, "", "int") try {
// CHECK-SILENT: int taken(int n) TELINJECT_OPEN_SCOPE(1, "", "taken() -> int") TELINJECT_TRY(1_1, 1, "", "int") try {
int taken(int n) try {
  if (n != 0) throw n;
  return 1;
// CHECK: } catch (int caught) { TELINJECT_CATCH(1_1)
} catch (int caught) {
  // CHECK: return TELINJECT_RETURN(1, int) caught TELINJECT_END_RETURN(1, "i");
  return caught;
// CHECK: {{^}}} TELINJECT_END_TRY() TELINJECT_END_FUNCTION(){{$}}
// CHECK-SILENT: {{^}}} TELINJECT_END_TRY() TELINJECT_END_SCOPE(){{$}}
}

struct Members {
  int value = 3;
  // CHECK: int late() const noexcept TELINJECT_OPEN_FUNCTION(1, "", "Members::late() -> int") TELINJECT_TRY(1_1, 1, "", "...") try {
  int late() const noexcept try { throw value; } catch (...) { return 4; }
  // Comments stay where they are.
  // CHECK: virtual int over() const /* one */ TELINJECT_OPEN_FUNCTION(1, "", "Members::over() -> int") TELINJECT_TRY(1_1, 1, "", "int") try /* two */ {
  virtual int over() const /* one */ try /* two */ { throw 5; } // three
  // four
  // CHECK: {{^}}  catch (int i) { TELINJECT_CATCH(1_1) return TELINJECT_RETURN(1, int) i TELINJECT_END_RETURN(1, "i"); } TELINJECT_END_TRY() TELINJECT_END_FUNCTION(){{$}}
  catch (int i) { return i; }
  virtual ~Members() {}
};

// CHECK: template <class T> T shape(T t) noexcept(noexcept(T())) TELINJECT_OPEN_FUNCTION(1, "v", "shape(t:T) -> T", TELINJECT_VALUE(t)) TELINJECT_TRY(
template <class T> T shape(T t) noexcept(noexcept(T())) try { throw t; } catch (const T &other) { return other + 1; }

#if __cplusplus >= 202002L
// CHECK: constexpr int constant(int n) TELINJECT_OPEN_CONSTEXPR_FUNCTION(1, "i", "constant(n) -> int", n) TELINJECT_TRY(
// CHECK-SILENT: constexpr int constant(int n) TELINJECT_OPEN_CONSTEXPR_SCOPE(1, "", "constant() -> int") TELINJECT_TRY(
constexpr int constant(int n) try { return n + 1; } catch (...) { return 0; }
static_assert(constant(1) == 2, "");
#endif

// Nobody takes it.
int missed(int n) try {
  return taken(n) + (n != 0 ? throw std::runtime_error("missed") : 0);
} catch (const std::logic_error &) {
  return 0;
}

// One whose handler returns ends there, and a guard in its try block would say that it was left by the exception.
struct Quiet {
  // CHECK: {{^}}  ~Quiet() noexcept(false) try { throw 1; } catch (int) { return; }{{$}}
  ~Quiet() noexcept(false) try { throw 1; } catch (int) { return; }
};

#define ATTEMPT try
// CHECK: {{^}}int hidden(int n) ATTEMPT { return n; } catch (...) { return 0; }{{$}}
int hidden(int n) ATTEMPT { return n; } catch (...) { return 0; }

// CHECK: int main() TELINJECT_OPEN_FUNCTION(1, "", "main() -> int") TELINJECT_TRY(1_1, 1, "", "std::runtime_error") try {
int main() try {
  const Members members;
  const int some[] = {taken(0), taken(2), members.late(), members.over(), shape(6), hidden(7)};
  for (int one : some) std::printf("%d\n", one);
  { Quiet quiet; }
  return missed(8);
} catch (const std::runtime_error &e) {
  std::printf("%s\n", e.what());
}
// CHECK: Quiet::~Quiet: skipped (handler-returns)
// CHECK: hidden: skipped (body-from-macro)
// CHECK: === trace
// CHECK: > taken@{{[0-9]+}}(n=2)
// CHECK-NEXT: try int
// CHECK-NEXT: catch
// CHECK-NEXT: try-exit
// CHECK-NEXT: < taken = 2
// CHECK: < main
