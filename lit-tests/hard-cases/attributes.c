// Functions that a guard would break or that must not be touched: each is left alone by name.
// RUN: %roundtrip --option=--events=function %s --std=gnu11 --cc=gcc --lax --list --warn=-mgeneral-regs-only --warn=-Wno-attributes -- -mgeneral-regs-only | %FileCheck %s
// RUN: %roundtrip %s --std=gnu11 --cc=gcc --lax --warn=-mgeneral-regs-only --warn=-Wno-attributes -- -mgeneral-regs-only > /dev/null
// RUN: %roundtrip --option=--events=function %s --std=gnu11 --cc=clang --lax --list --warn=-Wno-attributes -- -mgeneral-regs-only | %FileCheck %s

// CHECK: {{^}}__attribute__((naked)) void bare(void) { __asm__("ret"); }{{$}}
__attribute__((naked)) void bare(void) { __asm__("ret"); }
struct frame;
// CHECK: {{^}}__attribute__((__interrupt__)) void service(struct frame *f) { (void)f; }{{$}}
__attribute__((__interrupt__)) void service(struct frame *f) { (void)f; }
static int fast(int x) { return x; }
// CHECK: {{^}}static int (*resolve(void))(int) { return fast; }{{$}}
static int (*resolve(void))(int) { return fast; }
int chosen(int x) __attribute__((ifunc("resolve")));
// CHECK: {{^}}__attribute__((no_instrument_function)) int quiet(void) { return 1; }{{$}}
__attribute__((no_instrument_function)) int quiet(void) { return 1; }
// Attributes that change nothing for a guard.
// CHECK: int cold(int x) { TELINJECT_FUNCTION(1, "i", "cold(x) -> int", x)
__attribute__((cold, noinline)) int cold(int x) { return x; }
// CHECK: void fatal(int x) { TELINJECT_FUNCTION(1, "i", "fatal(x)", x) for (;;) if (x) __builtin_trap(); }
__attribute__((noreturn)) void fatal(int x) { for (;;) if (x) __builtin_trap(); }
static int started;
// CHECK: static void at_start(void) { TELINJECT_FUNCTION(1, "", "at_start()") started = 1; }
__attribute__((constructor)) static void at_start(void) { started = 1; }

int main(void) { return chosen(3) + quiet() + cold(2) + started; }
// CHECK: === ledger
// CHECK: function bare: skipped (naked)
// CHECK-NEXT: function service: skipped (interrupt)
// CHECK-NEXT: function fast: instrumented
// CHECK-NEXT: function resolve: skipped (ifunc-resolver)
// CHECK: function quiet: skipped (no_instrument_function)
// CHECK-NEXT: function cold: instrumented
