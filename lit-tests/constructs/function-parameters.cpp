// How arguments are captured: by value if reading it is safe, else by type; unnamed ones not at all.
// RUN: %roundtrip --option=--events=function %s --std=c++17,c++20 --trace --lax --warn=-Wno-volatile --warn=-Wno-deprecated-volatile | %FileCheck %s
// RUN: %roundtrip %s --std=c++17,c++20 --lax --warn=-Wno-volatile --warn=-Wno-deprecated-volatile > /dev/null

#include <atomic>
#include <cstdio>
#include <string>
#include <string_view>

enum class Colour { red, green };
enum Wide : unsigned long { huge = 0xffffffffffffffff };
struct Point { int x; };
typedef int Vector __attribute__((vector_size(16)));

// CHECK: int text(const std::string &s, std::string_view v, std::string by_value) { TELINJECT_FUNCTION(1, "ttt", "text(s, v, by_value) -> int", TELINJECT_TEXT(s), TELINJECT_TEXT(v), TELINJECT_TEXT(by_value))
int text(const std::string &s, std::string_view v, std::string by_value) { return static_cast<int>(s.size() + v.size() + by_value.size()); }
// CHECK: int wide_text(const std::wstring &s) { TELINJECT_FUNCTION(1, "o", "wide_text(s:{{.*}}) -> int")
int wide_text(const std::wstring &s) { return static_cast<int>(s.size()); }
// CHECK: int pointers(const char *s, const volatile int *v, int (*f)(int), void *n, const void *const c) { TELINJECT_FUNCTION(1, "ppppp", "pointers(s, v, f, n, c) -> int", s,
int pointers(const char *s, const volatile int *v, int (*f)(int), void *n, const void *const c) { return s && v && !f && !n && c; }
// CHECK: int arrays(int a[], int b[3], int (&r)[2], const int (&cr)[2]) { TELINJECT_FUNCTION(1, "ppoo", "arrays(a, b, r:int (&)[2], cr:const int (&)[2]) -> int", a, b)
int arrays(int a[], int b[3], int (&r)[2], const int (&cr)[2]) { return a[0] + b[0] + r[0] + cr[0]; }
// CHECK: int enums(Colour c, Wide w, const Colour &r) { TELINJECT_FUNCTION(1, "{{...}}", "enums(c{{.*}}, w{{.*}}, r{{.*}}) -> int",
int enums(Colour c, Wide w, const Colour &r) { return c == r && w == huge; }
// CHECK: int unread(volatile int v, std::atomic<int> &a, Point p, Vector x, __int128 big, int Point::*m) { TELINJECT_FUNCTION(1, "oooooo", "unread(v:volatile int, a:std::atomic<int> &, p:Point, x:{{.*}}, big:__int128, m:int Point::*) -> int")
int unread(volatile int v, std::atomic<int> &a, Point p, Vector x, __int128 big, int Point::*m) { return v + a + p.*m + x[0] + static_cast<int>(big); }
// CHECK: int unnamed(int, int b, const std::string &) { TELINJECT_FUNCTION(1, "i", "unnamed(b) -> int", b)
int unnamed(int, int b, const std::string &) { return b; }
// CHECK: int moved(std::string &&s, int &&i) { TELINJECT_FUNCTION(1, "t{{[io]}}", "moved(s, i{{.*}}) -> int", TELINJECT_TEXT(s)
int moved(std::string &&s, int &&i) { return static_cast<int>(s.size()) + i; }
// An object that has not been given a value yet is not read through a reference.
// CHECK: void fill(int &out, std::string *text) { TELINJECT_FUNCTION(1, "op", "fill(out:int &, text)", text)
void fill(int &out, std::string *text) { out = 4; *text = "filled"; }
// CHECK: char16_t characters(char c, signed char s, unsigned char u, wchar_t w, char16_t x, char32_t y) { TELINJECT_FUNCTION(1, "ciiiiu", "characters(c, s, u, w, x, y) -> char16_t", c, s, u, w, x, y)
char16_t characters(char c, signed char s, unsigned char u, wchar_t w, char16_t x, char32_t y) { return c && s && u && w && y ? x : u'-'; }

int main() {
  int a[3] = {1, 2, 3}, r[2] = {4, 5}, out;
  const int cr[2] = {6, 7};
  std::atomic<int> atom{1};
  std::string s;
  fill(out, &s);
  std::printf("%d %d %d %d\n", text("ab", "cde", "f\"g"), wide_text(L"x"), pointers("p", a, nullptr, nullptr, a), arrays(a, a, r, cr));
  std::printf("%d %d %d %d %d\n", enums(Colour::green, huge, Colour::green), unread(1, atom, Point{2}, Vector{3}, 4, &Point::x), unnamed(1, 2, ""), moved("abc", 5), out);
  std::printf("%d\n", characters('c', 1, 2, L'w', u'x', U'y'));
}
// CHECK: === trace
// CHECK-DAG: > text@{{[0-9]+}}(s="ab", v="cde", by_value="f"g")
// CHECK-DAG: > pointers@{{[0-9]+}}(s=pointer, v=pointer, f=null, n=null, c=pointer)
// CHECK-DAG: > fill@{{[0-9]+}}(out=typed, text=pointer)
// CHECK-DAG: > characters@{{[0-9]+}}(c='c', s=1, u=2, w=119, x=120, y=121)
// CHECK-DAG: < characters = 120
