// A loop that the program asks to have vectorized: what is called in it is instrumented, so that it is not; Clang warns of that.
// RUN: %roundtrip %s --std=c++17 --cc=clang --list -- -fopenmp-simd | %FileCheck %s

#include <cstdio>

// CHECK: static int larger(int a, int b) { TELINJECT_FUNCTION(
static int larger(int a, int b) { return a < b ? b : a; }

int main() {
  int sum = 0;
  // CHECK: {{^}}#pragma omp simd
  // CHECK-NEXT: {{^}}  for (int i = 0; i < 20; ++i)
#pragma omp simd reduction(+ : sum)
  for (int i = 0; i < 20; ++i)
    sum += larger(i, 7);
  std::printf("%d\n", sum);
}
// CHECK: variable sum: skipped (openmp)
