#!/usr/bin/env bash
# Compares recorded times with times measured by the program itself: with the processor's counter, with CLOCK_MONOTONIC,
# while the process is stopped repeatedly, and moved between processors.
# truth_run.sh BUILD
. "$(dirname "$0")/lib.sh"
gcc -std=gnu11 -O2 -g -w -I"$here/../../runtime/include" "$here/runtime_ways.c" -o "$work/ways" "-L$build/lib" -ltelinject "-Wl,-rpath,$build/lib" -lpthread -ldl || exit 2
export TELEMETRY_ENABLED=1 TELEMETRY_THROTTLE=0 TELEMETRY_OUTPUT=file TELEMETRY_FILE=$work/out.jsonl TELEMETRY_DIAGNOSTICS=1
for clock in counter monotonic; do
  for disturbance in none stop migrate; do
    rm -f "$TELEMETRY_FILE"
    verdict "$clock, disturbed by: $disturbance" "$(TELEMETRY_CLOCK=$clock python3 "$here/truth_check.py" "$work/ways" $disturbance 2>&1)"
  done
done
TELEMETRY_CLOCK=sundial "$work/ways" normal 2>"$work/stderr"
verdict 'an odd TELEMETRY_CLOCK is one line' "$(grep -q 'warning: TELEMETRY_CLOCK=sundial: neither counter nor monotonic; counter is used' "$work/stderr" || cat "$work/stderr")"
echo "$passed passed, $failed failed"
[ $failed = 0 ]
