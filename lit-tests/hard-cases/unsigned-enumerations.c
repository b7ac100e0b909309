// Enumerations of C whose type is unsigned: the compiler chooses one where no enumerator is negative, GNU C a wider one.
// RUN: rm -rf %t && mkdir %t && cd %t && %telinject cc --strict --root %S -- %gcc -std=gnu11 %s -o program
// RUN: env TELEMETRY_ENABLED=1 TELEMETRY_OUTPUT=file TELEMETRY_FILE=%t/events ./program
// RUN: %telinject-events validate events && %FileCheck %s --check-prefix=EVENTS < events
// RUN: %roundtrip %s --std=gnu99,gnu11 --lax --warn=-Wno-pedantic | %FileCheck %s

#include <stdio.h>

enum flag { low = 1, top = 0x80000000u };
enum wide { none, all = 0xffffffffffffffffull };
enum plain { red, green };

// CHECK: TELINJECT_FUNCTION(1, "u", "flag(f{1=low,2147483648=top}) -> enum flag", f)
static enum flag flag(enum flag f) { return f; }
// CHECK: TELINJECT_FUNCTION(1, "m", "wide(w{0=none,18446744073709551615=all}) -> int", TELINJECT_ENUM(w))
static int wide(enum wide w) { enum wide v = w; return v == all; }
// CHECK: TELINJECT_FUNCTION(1, "e", "plain(p{0=red,1=green}) -> enum plain", p)
static enum plain plain(enum plain p) { return p; }

// EVENTS-DAG: "function_name":"flag",{{.*}}"arguments":{"f":"top"}
// EVENTS-DAG: "event_type":"function_exit",{{.*}}"function_name":"flag",{{.*}}"return_value":"top"
// EVENTS-DAG: "function_name":"wide",{{.*}}"arguments":{"w":"all"}
// EVENTS-DAG: "event_type":"variable_change",{{.*}}"variable_name":"v","value_type":"enum wide","value":"all"
// EVENTS-DAG: "event_type":"function_exit",{{.*}}"function_name":"plain",{{.*}}"return_value":"green"
int main(void) {
  printf("%d %d %d\n", flag(top) == top, wide(all), plain(green));
  return 0;
}
