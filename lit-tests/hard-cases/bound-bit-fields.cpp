// Structured bindings to bit-fields and packed members, which look like plain variables: no reference is bound to them.
// RUN: %roundtrip %s --std=c++17,c++20 --lax --list --trace | %FileCheck %s
// RUN: rm -rf %t.d && mkdir -p %t.d && cp %s %t.d/a.cpp && cd %t.d
// RUN: %gxx -std=c++17 -fsanitize=undefined -fno-sanitize-recover=all -pthread a.cpp -o plain
// RUN: %telinject cc --strict --root . -- %gxx -std=c++17 -fsanitize=undefined -fno-sanitize-recover=all -pthread -Wall -Wextra -Werror a.cpp -o instrumented
// RUN: ./plain > want && ./instrumented > got && cmp want got && env TELEMETRY_ENABLED=true TELEMETRY_OUTPUT=file TELEMETRY_FILE=events ./instrumented > got && cmp want got
// RUN: %clangxx -std=c++17 -fsanitize=undefined -fno-sanitize-recover=all -pthread a.cpp -o plain
// RUN: %telinject cc --strict --root . -- %clangxx -std=c++17 -fsanitize=undefined -fno-sanitize-recover=all -pthread -Wall -Wextra -Werror a.cpp -o instrumented
// RUN: ./plain > want && ./instrumented > got && cmp want got && env TELEMETRY_ENABLED=true TELEMETRY_OUTPUT=file TELEMETRY_FILE=events ./instrumented > got && cmp want got

#include <cstdio>
#include <tuple>

struct Flags { unsigned low : 3; unsigned high : 5; };
struct __attribute__((packed)) Inner { short s; int t; };
struct __attribute__((packed)) Wire { char tag; int value; short tail; Inner in; long list[2]; };
struct Plain { int a; int b; };

static unsigned bump(Flags &flags) {
  auto &[low, high] = flags;
  // CHECK: {{^}}  TELINJECT_INIT(1, unsigned int) low = 5 TELINJECT_END_INIT(1, 1, "u", "low : unsigned int");
  low = 5;
  // CHECK: {{^}}  TELINJECT_INIT(1, unsigned int) high += 2 TELINJECT_END_INIT(
  high += 2;
  ++low;
  high--;
  unsigned copy = high = 9;
  return low + high + copy;
}
static long pack(Wire &wire) {
  auto &[tag, value, tail, in, list] = wire;
  // CHECK: {{^}}  TELINJECT_INIT(1, int) value = 70000 TELINJECT_END_INIT(
  value = 70000;
  // CHECK: {{^}}  TELINJECT_INIT(1, short) tail += 3 TELINJECT_END_INIT(
  tail += 3;
  value++;
  ++value;
  // An alignment of one: a reference will do.
  // CHECK: {{^}}  TELINJECT_ASSIGN(1, char) tag = 'q' TELINJECT_END_ASSIGN(
  tag = 'q';
  // CHECK: {{^}}  TELINJECT_INIT(1, int) in.t = 4 TELINJECT_END_INIT(
  in.t = 4;
  // CHECK: {{^}}  TELINJECT_INIT(1, long) list[1] = 5 TELINJECT_END_INIT(
  list[1] = 5;
  auto &[s, t] = in;
  // CHECK: {{^}}  TELINJECT_INIT(1, int) t += 6 TELINJECT_END_INIT(
  t += 6;
  s = 2;
  int got = value = 12;
  return tag + value + tail + got + in.t + list[0] + list[1] + s;
}
// Copies, and elements of an array of packed structures.
static int copies(Wire *wires) {
  auto [tag, value, tail, in, list] = wires[1];
  value = 3;
  tail--;
  for (auto &[tag2, value2, tail2, in2, list2] : *reinterpret_cast<Wire(*)[2]>(wires)) { value2 += 2; ++tail2; list2[0] = tag2; in2.s = 1; }
  return value + tail + tag + in.s + static_cast<int>(list[0]) + wires[0].value + wires[1].tail;
}
// What does have a reference keeps it.
static int plain(Plain &p) {
  auto &[a, b] = p;
  // CHECK: {{^}}  TELINJECT_ASSIGN(1, int) a = 4 TELINJECT_END_ASSIGN(
  a = 4;
  int pair[2] = {1, 2};
  auto &[first, second] = pair;
  // CHECK: {{^}}  TELINJECT_ASSIGN(1, int) second += 4 TELINJECT_END_ASSIGN(
  second += 4;
  auto tuple = std::make_tuple(1, 2L);
  auto &[x, y] = tuple;
  x = 5;
  ++y;
  return a + b + first + second + x + static_cast<int>(y);
}
template <class T> static int both(T t) {
  auto &[first, second] = t;
  first = 1;
  second -= 1;
  ++first;
  return static_cast<int>(first + second);
}
template <class T> struct __attribute__((packed)) Packet {
  char tag;
  int length;
  T content;
  void set(T t) {
    // CHECK: {{^}}    TELINJECT_INIT(1, int) length = 3 TELINJECT_END_INIT(
    length = 3;
    length++;
    content = t;
  }
};
template <class T> struct Bits {
  unsigned low : 3;
  T high : 5;
  void set() { low = 3; high = 4; ++low; high++; }
};
static int captured(Flags flags, Wire wire) {
#if __cplusplus >= 202002L
  auto &[low, high] = flags;
  auto [tag, value, tail, in, list] = wire;
  auto change = [high, value]() mutable { high = 3; value += 4; return static_cast<int>(high) + value; };
  return change() + static_cast<int>(low) + tag + tail + in.t + static_cast<int>(list[0]);
#else
  return static_cast<int>(flags.low) + wire.value;
#endif
}
int main() {
  Flags flags{1, 2};
  Wire wires[2] = {{'a', 1, 2, {1, 2}, {1, 2}}, {'b', 3, 4, {3, 4}, {3, 4}}};
  Plain p{1, 2};
  Packet<long> packet{};
  packet.set(7);
  Bits<unsigned> bits{};
  bits.set();
  std::printf("%u %ld %d %d %d\n", bump(flags), pack(wires[0]), copies(wires), plain(p), both(Flags{4, 7}));
  std::printf("%d %d %ld %u %d\n", both(Plain{4, 7}), packet.length, static_cast<long>(packet.content), bits.low + bits.high, captured(flags, wires[0]) != 0);
}
// CHECK: === ledger
// CHECK: variable high: skipped (bit-field-value-is-used)
// CHECK: variable value: skipped (bit-field-value-is-used)
