// -finstrument-functions sees the program's functions, and none of ours.
// RUN: %roundtrip %s --std=gnu17 -- -finstrument-functions | %FileCheck %s

#include <stdio.h>
#define QUIET __attribute__((no_instrument_function))

static int entered, left;
void QUIET __cyg_profile_func_enter(void *function, void *caller);
void QUIET __cyg_profile_func_exit(void *function, void *caller);
// CHECK: void QUIET __cyg_profile_func_enter(void *function, void *caller) { (void)function; (void)caller; entered++; }
void QUIET __cyg_profile_func_enter(void *function, void *caller) { (void)function; (void)caller; entered++; }
void QUIET __cyg_profile_func_exit(void *function, void *caller) { (void)function; (void)caller; left++; }

// CHECK: { TELINJECT_FUNCTION(1, "i", "twice(n) -> int", n)
static int twice(int n) { return n * 2; }

int main(void) {
  int n = twice(3);
  printf("%d %d %d\n", n, entered, left);
  return 0;
}
