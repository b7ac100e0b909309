// Keywords of C++ that are macros of the program, and names of members that the headers use.
// RUN: %roundtrip %s --std=c++11,c++17 --warn=-Wno-keyword-macro | %FileCheck %s

#define static_cast MY_CAST
#define private public
#define protected public
#define true 1
#define noexcept
#define size members[0]
#define data members[1]
#define template_of(T) template <typename T>
#define branch ?
#define leave (
#define iteration )

extern "C" int printf(const char *, ...);

struct Counter {
public:
  // CHECK: int next(int by) { TELINJECT_FUNCTION(1, "i", "Counter::next(by) -> int", by)
  int next(int by) { return by > 0 ? size += by : data; }
  int members[2] = {0, 7};
};

// CHECK: TELINJECT_VALUE(v)
template_of(T) T twice(T v) noexcept {
  for (int i = 0; i < 1; ++i)
    v += v;
  return v;
}

// CHECK: if (b) TELINJECT_OPEN_BRANCH(
int chosen(bool b) {
  if (b) return 1;
  return 0;
}

int main() {
  Counter counter;
  printf("%d %d %g %d\n", counter.next(3), counter.next(-1), twice(1.5), chosen(true));
  return 0;
}
