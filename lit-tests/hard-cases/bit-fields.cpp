// What C++ cannot refer to: bit-fields, packed members, elements of vectors; the value is captured if the expression's result is unused.
// RUN: %roundtrip %s --std=gnu++17,gnu++20 --lax --list --trace | %FileCheck %s

#include <cstdio>

enum Color { red, green };
enum class Mode : unsigned char { slow, fast };
struct Bits { unsigned low : 3; int sign : 4; bool on : 1; Color color : 2; Mode mode : 3; volatile unsigned wild : 2; unsigned : 0; };
struct __attribute__((packed)) Packed { char c; int a; double d; int list[2]; struct { short s; int t; } inner; int *p; };
#pragma pack(push, 1)
struct Squeezed { char c; long n; Packed in; };
#pragma pack(pop)
struct Loose { char c; int a __attribute__((packed)); int b; };
typedef int V4 __attribute__((vector_size(16)));

static int bits(Bits &b) {
  // CHECK: TELINJECT_INIT(1, unsigned int) b.low = 5 TELINJECT_END_INIT(1, 1, "u", "b.low : unsigned int");
  b.low = 5; b.sign = -3; b.on = true; b.color = green; b.mode = Mode::fast; b.wild = 1;
  b.low++; --b.sign; b.low += 2; b.low--;
  int used = (b.sign = 2); used += static_cast<int>(b.low++);
  (b.low = 3) = 4;
  for (b.low = 0; b.low < 3; ++b.low) used++;
  return used + static_cast<int>(b.low);
}
static int packed(Packed &p, Squeezed *s, Loose l) {
  // CHECK: TELINJECT_INIT(1, int) p.a = 1 TELINJECT_END_INIT({{.*}}); TELINJECT_POSTFIX_STEP(1, int) p.a++ TELINJECT_END_POSTFIX_STEP({{.*}}); TELINJECT_WRITE() ++p.a TELINJECT_END_WRITE(
  p.a = 1; p.a++; ++p.a; p.a += 2; p.c = 'x'; p.d = 1.5; p.list[1] = 4; p.list[0]++; p.inner.t = 5; p.inner.s = 6;
  s->n = 7; ++s->n; s->in.a = 8; s->in.list[1] -= 1; s->in.p = &l.b; *s->in.p = 3; s->in.p = nullptr;
  // CHECK: TELINJECT_INIT(1, int) l.a = 9 TELINJECT_END_INIT({{.*}}); TELINJECT_ASSIGN(1, int) l.b = 10 TELINJECT_END_ASSIGN({{.*}}); TELINJECT_STEP(1, int) ++l.b
  l.a = 9; l.b = 10; ++l.b;
  int used = p.a++; used += (p.a = 3);
  while ((p.a = used--) > 5) {}
  return used + p.a + static_cast<int>(s->n) + l.b;
}
static int vectors(V4 v) {
  V4 w = v;
  // CHECK: TELINJECT_INIT(1, int) v[1] = 7 TELINJECT_END_INIT({{.*}}) v[2]++ {{.*}} TELINJECT_WRITE() ++v[3]
  v[1] = 7; v[2]++; ++v[3]; w[0] += v[1]; w = v + w; w += 1;
  return v[1] + v[2] + v[3] + w[0] + (v[0] = 4);
}
template <class T> static int generic(T &t) { t.a = 4; t.a++; ++t.a; t.list[0] = 3; return t.a; }
struct Holder { unsigned n : 4; int set(int v) { n = static_cast<unsigned>(v) & 15; this->n++; return static_cast<int>(n); } };

int main() {
  Bits b = {};
  Packed p = {};
  Squeezed s = {};
  std::printf("%d %d %d %d %d\n", bits(b), packed(p, &s, Loose()), vectors(V4{1, 2, 3, 4}), generic(p), Holder{}.set(5));
}
// CHECK: variable b.sign: skipped (bit-field-value-is-used)
// CHECK: variable p.a: skipped (bit-field-value-is-used)
// CHECK: variable v[0]: skipped (bit-field-value-is-used)
// CHECK: variable t.a: skipped (template-dependent)
// CHECK: === trace
// CHECK: change b.low = 5 : unsigned int
// CHECK: change p.a = 1 : int
// CHECK: change v[1] = 7 : int
