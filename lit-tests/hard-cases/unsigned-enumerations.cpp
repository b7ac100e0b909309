// Enumerations whose values no signed type of their size holds: captured as unsigned numbers, with their names.
// RUN: %roundtrip --preset=cxx %s | %FileCheck %s
// RUN: rm -rf %t && mkdir %t && cd %t && %telinject cc --strict --root %S -- %gxx -std=c++17 %s -o program
// RUN: env TELEMETRY_ENABLED=1 TELEMETRY_OUTPUT=file TELEMETRY_FILE=%t/events ./program
// RUN: %telinject-events validate events && %FileCheck %s --check-prefix=EVENTS < events

#include <cstdio>

enum Wide : unsigned long { none = 0, all = 18446744073709551615ul };
enum Flag : unsigned { low = 1, top = 4294967295u };
enum Plain { one = 1, huge = 0x80000000u };
enum class Scoped : unsigned long long { most = 0xffffffffffffffffull, few = 3 };
enum class Small : unsigned char { last = 255 };
enum Signed { minus = -1, plus = 2 };

// CHECK: Wide wide(Wide w) { TELINJECT_FUNCTION(1, "m", "wide(w{0=none,18446744073709551615=all}) -> Wide", TELINJECT_ENUM(w))
Wide wide(Wide w) { return w; }
// CHECK: TELINJECT_FUNCTION(1, "u", "flag(f{1=low,4294967295=top}) -> Flag", f)
Flag flag(Flag f) { return f; }
// CHECK: TELINJECT_FUNCTION(1, "u", "plain(p{1=one,2147483648=huge}) -> Plain", p)
Plain plain(Plain p) { return p; }
// CHECK: TELINJECT_FUNCTION(1, "m", "scoped(s{18446744073709551615=most,3=few}) -> Scoped", TELINJECT_ENUM(s))
Scoped scoped(Scoped s) { return s; }
// CHECK: TELINJECT_FUNCTION(1, "E", "small(s{255=last}) -> Small", TELINJECT_ENUM(s))
Small small(Small s) { return s; }
// CHECK: TELINJECT_FUNCTION(1, "e", "sign(s{-1=minus,2=plus}) -> Signed", s)
Signed sign(Signed s) { return s; }

// EVENTS-DAG: "event_type":"function_entry",{{.*}}"function_name":"wide",{{.*}}"arguments":{"w":"all"}
// EVENTS-DAG: "event_type":"function_exit",{{.*}}"function_name":"wide",{{.*}}"return_value":"all"
// EVENTS-DAG: "function_name":"wide",{{.*}}"arguments":{"w":18446744073709551614}
// EVENTS-DAG: "event_type":"function_exit",{{.*}}"function_name":"wide",{{.*}}"return_value":18446744073709551614
// EVENTS-DAG: "function_name":"flag",{{.*}}"arguments":{"f":"top"}
// EVENTS-DAG: "event_type":"function_exit",{{.*}}"function_name":"flag",{{.*}}"return_value":"top"
// EVENTS-DAG: "function_name":"flag",{{.*}}"arguments":{"f":4294967294}
// EVENTS-DAG: "event_type":"function_exit",{{.*}}"function_name":"flag",{{.*}}"return_value":4294967294
// EVENTS-DAG: "function_name":"plain",{{.*}}"arguments":{"p":"huge"}
// EVENTS-DAG: "function_name":"scoped",{{.*}}"arguments":{"s":"most"}
// EVENTS-DAG: "event_type":"function_exit",{{.*}}"function_name":"scoped",{{.*}}"return_value":"most"
// EVENTS-DAG: "function_name":"small",{{.*}}"arguments":{"s":"last"}
// EVENTS-DAG: "event_type":"function_exit",{{.*}}"function_name":"small",{{.*}}"return_value":"last"
// EVENTS-DAG: "function_name":"sign",{{.*}}"arguments":{"s":"minus"}
// EVENTS-DAG: "event_type":"function_exit",{{.*}}"function_name":"sign",{{.*}}"return_value":"minus"
int main() {
  std::printf("%lu %lu\n", static_cast<unsigned long>(wide(all)), static_cast<unsigned long>(wide(static_cast<Wide>(all - 1))));
  std::printf("%u %u\n", static_cast<unsigned>(flag(top)), static_cast<unsigned>(flag(static_cast<Flag>(top - 1))));
  std::printf("%u\n", static_cast<unsigned>(plain(huge)));
  std::printf("%d %d %d\n", scoped(Scoped::most) == Scoped::most, small(Small::last) == Small::last, sign(minus) == minus);
}
