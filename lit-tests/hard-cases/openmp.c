// OpenMP: what stands inside a directive is left alone, what stands around and the functions called from there are not.
// RUN: %roundtrip %s --std=gnu11 --lax --cc=gcc --list --link=-fopenmp -- -fopenmp | %FileCheck %s
// RUN: %roundtrip %s --std=gnu11 --lax --cc=clang --no-run -- -fopenmp > /dev/null
// Not told to follow them, the compiler sees comments: yet the loop stays behind its pragma.
// RUN: %roundtrip %s --std=gnu11 --lax --warn=-Wno-unknown-pragmas --list | %FileCheck %s --check-prefix=OFF

#include <stdio.h>

static int twice(int x) {
  int r = x;
  if (r > 0) r *= 2;
  return r;
}

static int sums(int *a, int n) {
  int s = 0, i;
  // CHECK: {{^}} #pragma omp parallel for reduction(+ : s) num_threads(2)
  // CHECK-NEXT: {{^}} for (i = 0; i < n; i++) { a[i] = i; if (i & 1) s += twice(a[i]); }{{$}}
  #pragma omp parallel for reduction(+ : s) num_threads(2)
  for (i = 0; i < n; i++) { a[i] = i; if (i & 1) s += twice(a[i]); }
  // CHECK: TELINJECT_LOOP(1_1, 1, "for condition", "i = 0; i < n; i++") for ({{.*}} s += a[i]
  for (i = 0; i < n; i++) s += a[i];
  return s;
}
static int grid(int a[3][3]) {
  int s = 0;
  #pragma omp parallel for collapse(2)
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++) a[i][j] = i * j;
  #pragma omp parallel default(none) shared(a, s) num_threads(2)
  {
    int local = 1;
    while (local < 3) local++;
    #pragma omp critical
    s += local;
    #pragma omp barrier
    #pragma omp single
    { s += a[2][2]; }
    #pragma omp atomic
    s++;
    #pragma omp for
    for (int i = 0; i < 2; i++) {
      #pragma omp atomic update
      s += i;
    }
    #pragma omp sections
    {
      #pragma omp section
      { if (local) a[0][0] = 1; }
      #pragma omp section
      a[0][1] = 2;
    }
  }
  return s - 2 * 3 - 2;
}
static int tasks(int n) {
  int x = 0, y = 0;
  // The directive is a branch of its own.
  if (n > 1)
    #pragma omp parallel num_threads(2)
    #pragma omp single
    {
      #pragma omp task shared(x)
      x = twice(n);
      #pragma omp task shared(y)
      y = twice(n - 1);
      #pragma omp taskwait
      x += y;
    }
  #pragma omp simd
  for (int i = 0; i < n; i++) y++;
  return x;
}

int main(void) {
  int a[9], b[3][3];
  printf("%d %d %d\n", sums(a, 9), grid(b) > 0, tasks(5));
  return 0;
}
// CHECK: loop i = 0; i < n; i++: skipped (openmp)
// CHECK: loop i = 0; i < n; i++: instrumented
// CHECK: loop int i = 0; i < 3; i++: skipped (openmp)
// CHECK: loop local < 3: skipped (openmp)
// OFF: loop i = 0; i < n; i++: skipped (pragma-before)
// OFF: loop local < 3: instrumented
