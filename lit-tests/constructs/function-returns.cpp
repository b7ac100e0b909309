// What a return gives in C++: braces, moves, references, conversions and deduced types keep their meaning.
// RUN: %roundtrip --option=--events=function %s --std=c++17,c++20 --warn=-Wconversion --warn=-Wold-style-cast --warn=-Wuseless-cast --cc=gcc --warn=-Wzero-as-null-pointer-constant | %FileCheck %s
// RUN: %roundtrip %s --std=c++17,c++20 --warn=-Wconversion --warn=-Wold-style-cast --warn=-Wuseless-cast --cc=gcc --warn=-Wzero-as-null-pointer-constant > /dev/null
// RUN: %roundtrip --preset=casts --events=function %s --std=c++11,c++23 --cc=clang --warn=pessimizing-move,return-std-move,no-braced-scalar-init --trace | %FileCheck %s --check-prefixes=CHECK,TRACE

#include <cstdio>
#include <memory>
#include <utility>

struct Convertible {
  operator int() const { return 9; }
  operator bool() const { return true; }
};
struct MoveOnly {
  explicit MoveOnly(int v) : value(new int(v)) {}
  std::unique_ptr<int> value;
};
struct Pinned {
  explicit Pinned(int v) : value(v) {}
  Pinned(const Pinned &) = delete;
  int value;
};
struct Aggregate { int a; double b; };
struct { int a; } anonymous_object;
enum class Scoped : unsigned char { low = 1, high = 200 };
enum Plain : long long { tiny, vast = 5000000000 };
namespace deep { enum class Level { one = 1 }; }

// Braces are an initialisation of their own.
// CHECK: Aggregate braces() { TELINJECT_FUNCTION(1, "", "braces() -> Aggregate") return {1, 2.0}; }
Aggregate braces() { return {1, 2.0}; }
// CHECK: int braced_scalar() { TELINJECT_FUNCTION(1, "", "braced_scalar() -> int") return {7}; }
int braced_scalar() { return {7}; }
// CHECK: MoveOnly moved() { TELINJECT_FUNCTION(1, "", "moved() -> MoveOnly") MoveOnly m(3); return m; }
MoveOnly moved() { MoveOnly m(3); return m; }
// CHECK: std::unique_ptr<int> owned(std::unique_ptr<int> p) { TELINJECT_FUNCTION(1, "p", "owned(p) -> std::unique_ptr<int>", TELINJECT_POINTER(p)) return p; }
std::unique_ptr<int> owned(std::unique_ptr<int> p) { return p; }
#if __cplusplus >= 201703L
Pinned pinned() { return Pinned(4); }
#endif
// A conversion happens once, to the function's type.
// CHECK: return TELINJECT_RETURN(1, int) Convertible() TELINJECT_END_RETURN(1, "i");
int converted() { return Convertible(); }
// CHECK: return TELINJECT_RETURN(1, bool) Convertible() TELINJECT_END_RETURN(1, "b");
bool to_bool() { return Convertible(); }
// CHECK: return TELINJECT_RETURN(1, int *) nullptr TELINJECT_END_RETURN(1, "p");
int *null() { return nullptr; }
// CHECK: void nothing() { TELINJECT_FUNCTION(1, "", "nothing()") return; }
void nothing() { return; }
// CHECK: void of_void() { TELINJECT_FUNCTION(1, "", "of_void()") return nothing(); }
void of_void() { return nothing(); }
// CHECK: return TELINJECT_RETURN(1, {{(enum )?}}::Scoped) Scoped::high TELINJECT_END_RETURN(1, "E{1=low,200=high}");
Scoped scoped() { return Scoped::high; }
// CHECK: return TELINJECT_RETURN(1, {{(enum )?}}::Plain) vast TELINJECT_END_RETURN(1, "E{0=tiny,5000000000=vast}");
Plain plain() { return vast; }
// CHECK: return TELINJECT_RETURN(1, {{(enum )?}}::deep::Level) deep::Level::one TELINJECT_END_RETURN(1, "E{1=one}");
deep::Level level() { return deep::Level::one; }
// CHECK: const int &reference(const int &r) { TELINJECT_FUNCTION(1, "i", "reference(r) -> const int &", r) return r; }
const int &reference(const int &r) { return r; }
// CHECK: int &&rvalue(int &&r) { TELINJECT_FUNCTION(1, "{{[io]}}", "rvalue(r{{.*}}) -> int &&"{{.*}}) return static_cast<int &&>(r); }
int &&rvalue(int &&r) { return static_cast<int &&>(r); }
// CHECK: decltype(anonymous_object) unnamed() { TELINJECT_FUNCTION(1, "", "unnamed() -> {{.*}}") return anonymous_object; }
static decltype(anonymous_object) unnamed() { return anonymous_object; }
// CHECK: int Aggregate::*member() { TELINJECT_FUNCTION(1, "", "member() -> int Aggregate::*") return &Aggregate::a; }
int Aggregate::*member() { return &Aggregate::a; }
// CHECK: auto chosen(bool b) -> decltype(b ? 1 : 2) { TELINJECT_FUNCTION(1, "b", "chosen(b) -> {{.*}}", b) return TELINJECT_RETURN(1, int) b ? 1 : 2
auto chosen(bool b) -> decltype(b ? 1 : 2) { return b ? 1 : 2; }
// The exception leaves through the guard.
// CHECK: int thrown(int v) { TELINJECT_FUNCTION(1, "i", "thrown(v) -> int", v) return TELINJECT_RETURN(1, int) v ? throw v : 3 TELINJECT_END_RETURN(1, "i"); }
int thrown(int v) { return v ? throw v : 3; }
// CHECK: std::nullptr_t nothingness() { TELINJECT_FUNCTION(1, "", "nothingness() -> {{.*}}nullptr_t") return nullptr; }
std::nullptr_t nothingness() { return nullptr; }

int main() {
  int x = 5;
  of_void();
  std::printf("%d %d %d %d %d\n", braces().a, braced_scalar(), *moved().value, *owned(std::unique_ptr<int>(new int(6))), converted());
  std::printf("%d %d %d %lld %d\n", to_bool(), null() == nullptr, static_cast<int>(scoped()), static_cast<long long>(plain()), static_cast<int>(level()));
  std::printf("%d %d %d %d %d\n", reference(x), rvalue(7), unnamed().a, member() == &Aggregate::a, chosen(true));
#if __cplusplus >= 201703L
  std::printf("%d\n", pinned().value);
#endif
  try {
    std::printf("%d %d\n", nothingness() == nullptr, thrown(0));
    thrown(8);
  } catch (int v) {
    std::printf("caught %d\n", v);
  }
}
// TRACE: === trace
// TRACE-DAG: < scoped = high
// TRACE-DAG: < plain = vast
// TRACE-DAG: < level = one
// TRACE-DAG: < converted = 9
// TRACE-DAG: > thrown@{{[0-9]+}}(v=8)
// TRACE: < thrown{{$}}
// TRACE: < main
