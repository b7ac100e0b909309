// capture.ostream: a class with an operator<< is captured as that prints it if <sstream> is included; if it throws, by type.
// RUN: %roundtrip --preset=cxx --option=--config --option=%S/Inputs/ostream.json --events=function,variable %s --trace | %FileCheck %s --check-prefixes=CHECK,TRACE
// RUN: %roundtrip --option=--events=function %s --std=c++17 | %FileCheck %s --check-prefix=OFF
// Too early for the stream, which comes below: captured by type.
struct Early { int n; };
// CHECK: static int early(Early e) { TELINJECT_FUNCTION(1, "o",
static int early(Early e) { return e.n; }

#include <cstdio>
#include <ostream>
#include <sstream>
#include <stdexcept>

namespace shapes {
struct Point { int x, y; };
std::ostream &operator<<(std::ostream &, const Point &);
std::ostream &operator<<(std::ostream &out, const Point &p) { return out << '(' << p.x << ", " << p.y << ')'; }
struct Angry { int n; };
std::ostream &operator<<(std::ostream &out, const Angry &);
std::ostream &operator<<(std::ostream &, const Angry &) { throw std::runtime_error("no"); }
struct Mute { int n; };
}  // namespace shapes
struct Fixed { int n; };
std::ostream &operator<<(std::ostream &, const Fixed &) = delete;

// CHECK: static int area(const shapes::Point &p, shapes::Angry a, shapes::Mute m, Fixed f, shapes::Point &unread) { TELINJECT_FUNCTION(1, "vvvvo", "area(p:const shapes::Point &, a:shapes::Angry, m:shapes::Mute, f:Fixed, unread:shapes::Point &) -> int", TELINJECT_STREAMED(p), TELINJECT_STREAMED(a), TELINJECT_STREAMED(m), TELINJECT_STREAMED(f))
// OFF: TELINJECT_FUNCTION(1, "ooooo", "area(
static int area(const shapes::Point &p, shapes::Angry a, shapes::Mute m, Fixed f, shapes::Point &unread) { return p.x * p.y + a.n + m.n + f.n + unread.x; }

int main() {
  shapes::Point p = {2, 3};
  p = shapes::Point{4, 5};
  std::printf("%d %d\n", area(p, {1}, {2}, {3}, p), early({1}));
}
// TRACE: {{^}}=== trace
// TRACE: change p = "(2, 3)"
// TRACE: change p = "(4, 5)"
// TRACE: > area@{{[0-9]+}}(p="(4, 5)", a=typed, m=typed, f=typed, unread=typed)
