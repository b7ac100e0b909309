// Lvalues that stand on any byte on purpose: packed members, types whose typedef takes the alignment away, bit-fields.  No hook binds a
// reference that the program did not bind, so -fsanitize=undefined finds nothing that it did not find before.
// RUN: %roundtrip %s --std=c++17 --lax --list --trace | %FileCheck %s
// RUN: rm -rf %t.d && mkdir -p %t.d && cp %s %t.d/a.cpp && cd %t.d
// RUN: %gxx -std=c++17 -fsanitize=undefined -fno-sanitize-recover=all a.cpp -o plain
// RUN: %telinject cc --strict --root . -- %gxx -std=c++17 -fsanitize=undefined -fno-sanitize-recover=all -Wall -Wextra -Werror a.cpp -o instrumented
// RUN: ./plain > want && ./instrumented > got && cmp want got && env TELEMETRY_ENABLED=true TELEMETRY_OUTPUT=file TELEMETRY_FILE=events ./instrumented > got && cmp want got
// RUN: %clangxx -std=c++17 -fsanitize=undefined -fno-sanitize-recover=all a.cpp -o plain
// RUN: %telinject cc --strict --root . -- %clangxx -std=c++17 -fsanitize=undefined -fno-sanitize-recover=all -Wall -Wextra -Werror a.cpp -o instrumented
// RUN: ./plain > want && ./instrumented > got && cmp want got && env TELEMETRY_ENABLED=true TELEMETRY_OUTPUT=file TELEMETRY_FILE=events ./instrumented > got && cmp want got

#include <cstdio>
#include <cstring>

typedef int __attribute__((aligned(1))) loose;
typedef double __attribute__((aligned(1))) loose_double;
struct Point { int x; float y; };
typedef Point __attribute__((aligned(1))) loose_point;
struct __attribute__((packed)) Wire { char tag; int value; float real; double wide; short list[2]; Point point; };

static int number(loose *p) {
  // CHECK: {{^}}  TELINJECT_INIT(1, {{.*}}) *p = 5 TELINJECT_END_INIT(
  *p = 5;
  *p += 2;
  ++*p;
  (*p)--;
  return *p;
}
static double real(loose_double *p) {
  // CHECK: {{^}}  TELINJECT_INIT(1, {{.*}}) *p = 2.5 TELINJECT_END_INIT(
  *p = 2.5;
  *p *= 2;
  return *p;
}
static float member(loose_point *p, loose_point *q) {
  // CHECK: {{^}}  TELINJECT_INIT(1, int) p->x = 3 TELINJECT_END_INIT(
  p->x = 3;
  p->y = 0.5f;
  (*p).x++;
  q->y = static_cast<float>(q->x);
  q->x -= 1;
  return static_cast<float>(p->x) + p->y + q->y;
}
static double packed(Wire *w) {
  w->value = 70000;
  w->real = 1.5f;
  w->wide = w->real;
  w->list[1] = 7;
  w->list[0]++;
  w->point.y = 2;
  w->point.x += 4;
  for (int i = 0; i < w->list[1] && i < 2; i++)
    w->wide += w->value ? w->real : w->point.y;
  return w->wide;
}
// What stands where its type says keeps its reference.
static int plain(Point *p) {
  // CHECK: {{^}}  TELINJECT_ASSIGN(1, int) p->x = 3 TELINJECT_END_ASSIGN(
  p->x = 3;
  return p->x;
}

int main() {
  // GCC's sanitizer asks members of such a structure for the alignment of the structure without the typedef.
#ifdef __clang__
  enum { shift = 1 };
#else
  enum { shift = 0 };
#endif
  alignas(16) char bytes[64] = {};
  Wire wire;
  Point point = {};
  std::memset(&wire, 0, sizeof wire);
  std::printf("%d %.2f %.2f\n", number(reinterpret_cast<loose *>(bytes + 1)), real(reinterpret_cast<loose_double *>(bytes + 9)),
              static_cast<double>(member(reinterpret_cast<loose_point *>(bytes + 16 + shift), reinterpret_cast<loose_point *>(bytes + 32 + shift))));
  std::printf("%.2f %d\n", packed(&wire), plain(&point));
  return 0;
}
