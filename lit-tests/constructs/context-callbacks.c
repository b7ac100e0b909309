// Work that is handed over under a handle: the callback, which is given the handle, continues the trace.
// RUN: %roundtrip --events=context --with=%S/Inputs/context --also=loop.c --option=--config=%S/Inputs/context-callbacks.json %s --std=gnu89,c99,gnu17 --lax --warn=declaration-after-statement,conversion --list --trace | %FileCheck %s --check-prefixes=CHECK,TRACE

#include "loop.h"

static int sum;

// CHECK: static void on_timer(struct loop_timer *timer) { TELINJECT_HANDLER(1, "cT1", "loop client", "on_timer", TELINJECT_ARGUMENT(q1, "h", timer))
static void on_timer(struct loop_timer *timer) { sum += timer->number; }

// CHECK: static int on_idle(void *data) { TELINJECT_HANDLER(1, "cT2", "loop client", "on_idle", TELINJECT_ARGUMENT(q1, "h", data), TELINJECT_ARGUMENT(q1, "k", "on_idle"))
static int on_idle(void *data) { return sum += *(int *)data; }

// The types say little: this one is not registered.
// CHECK: static int add(void *data) { return
static int add(void *data) { return sum += *(int *)data; }

int main(void) {
  struct loop_timer timer = {1};
  int data = 10;
  loop_function chosen = sum == 0 ? on_idle : add;
  // CHECK: if (TELINJECT_CALL(1, 1, "cn1", "loop client", "loop_start", 0) loop_start(TELINJECT_ARG(1) &timer TELINJECT_END_ARG(1, "h"), on_timer) TELINJECT_END_CALL(1, "Ri", 0) != 1)
  if (loop_start(&timer, on_timer) != 1)
    return 1;
  // CHECK: TELINJECT_VOID_CALL(1, 1, "cN2", "loop client", "loop_add", TELINJECT_ARGUMENT(1, "k", "on_idle")) loop_add(on_idle, TELINJECT_ARG(1) &data TELINJECT_END_ARG(1, "h")) TELINJECT_END_VOID_CALL(
  loop_add(on_idle, &data);
  // The parentheses are the macro's.
  // CHECK: TELINJECT_VOID_CALL(1, 1, "cN2", "loop client", "loop_add", TELINJECT_ARGUMENT(1, "h", &data), TELINJECT_ARGUMENT(1, "k", "on_idle")) loop_add_later(on_idle, &data) TELINJECT_END_VOID_CALL(
  loop_add_later(on_idle, &data);
  // Which callback it is cannot be told.
  // CHECK: {{^}}  loop_add(chosen, &data);
  loop_add(chosen, &data);
  return sum == 31 ? 0 : 1;
}
// CHECK: callback-not-seen
// TRACE: call cn1 loop_start
// TRACE: call cT1 on_timer
