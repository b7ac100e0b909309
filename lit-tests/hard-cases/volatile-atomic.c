// volatile and atomic variables, thread-local ones, device registers: none is read or written once more than the program says.
// RUN: %roundtrip %s --std=gnu11,gnu17 --lax --list | %FileCheck %s

#include <stdatomic.h>
#include <stdio.h>

static volatile int reg;
static _Atomic int counter;
static atomic_flag flag = ATOMIC_FLAG_INIT;
static _Thread_local int local;
struct device { volatile unsigned status; volatile struct { int a; } inner; _Atomic long total; unsigned mask : 4; volatile unsigned bits : 3; };

static int volatiles(struct device *d, volatile int *p) {
  // CHECK: volatile int mine = 3; TELINJECT_DECLARATION(1, 1, "o", "mine : volatile int")
  // CHECK-NEXT: TELINJECT_WRITE() mine += 2 TELINJECT_END_WRITE(1, "o", "mine : volatile int"); TELINJECT_WRITE() mine++ TELINJECT_END_WRITE(
  volatile int mine = 3;
  mine += 2; mine++;
  reg = 1; reg = mine; reg |= 4;
  d->status = 1; d->status++; d->inner.a = 2; d->bits = 5; d->mask = 3; d->mask++;
  *p = 4; p[1] = 5; *p++ = 6;
  int used = (reg = 7);
  // CHECK: while ((reg = reg - 1) > 3)
  while ((reg = reg - 1) > 3) used++;
  if ((*p = 2)) used++;
  return used + mine + reg + (int)d->status + d->inner.a + (int)d->bits + (int)d->mask;
}
static long atomics(struct device *d) {
  _Atomic int mine = 1;
  atomic_int other;
  atomic_init(&other, 2);
  // CHECK: TELINJECT_WRITE() counter = 5 TELINJECT_END_WRITE(1, "o", "counter : _Atomic(int)"); TELINJECT_WRITE() counter++ TELINJECT_END_WRITE(
  counter = 5; counter++; counter += 2; ++mine;
  d->total = 3; d->total -= 1;
  int used = counter--;
  int expected = 7;
  atomic_compare_exchange_strong(&counter, &expected, 9);
  while (atomic_flag_test_and_set(&flag)) used++;
  local = 4; local++;
  atomic_store(&other, used);
  return mine + other + counter + d->total + local;
}

int main(void) {
  struct device d = {0};
  volatile int w[3] = {0};
  printf("%d %ld %d %d\n", volatiles(&d, w), atomics(&d), w[0], w[1]);
  return 0;
}
// CHECK-COUNT-3: variable {{.*}}: skipped (value-is-used)
// CHECK: variable counter: skipped (value-is-used)
