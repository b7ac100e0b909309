#!/usr/bin/env bash
# Checks the effect of <telinject/detail/kept_calls.h> on compiled code: the registers that a hook keeps in every state in
# which it behaves differently (registers.c), and that a program computes and records the same values with any compiler
# flags (kept_calls.cpp).
# kept_calls_run.sh BUILD
. "$(dirname "$0")/lib.sh"
if [ "$(uname -m)" != x86_64 ]; then
  echo '0 passed, 0 failed, 1 skipped'
  exit
fi
cd "$work" || exit 1
with=(-Wall -Wextra -Werror "-I$build/include" "-DTELINJECT_RUNTIME=\"$build/lib/libtelinject.so\"")

problem=$(gcc -O1 "${with[@]}" "$here/registers.c" -o registers 2>&1)
verdict 'registers build' "$problem"
# way NAME EVENTS ROUNDS SETTINGS…  EVENTS: number of lines a round, or any.  Before its first event a link has only the
# function `enter`, so no way that keeps telemetry off is among these.
way() {
  local name=$1 events=$2 rounds=$3 problem printed
  shift 3
  rm -rf events.jsonl folder
  mkdir folder
  printed=$(env TELEMETRY_ENABLED=1 TELEMETRY_OUTPUT=file TELEMETRY_FILE=events.jsonl "$@" timeout 100 ./registers "$rounds" 2>errors)
  case $printed in
  "$((rounds * 20)) calls"*) problem= ;;
  *) problem="$printed $(head -c 300 errors)" ;;
  esac
  if [ -z "$problem" ] && [ "$events" != any ]; then
    problem=$("$build/bin/telinject-events" validate events.jsonl 2>&1) && problem=
    [ -n "$problem" ] || [ "$(wc -l <events.jsonl)" = $((rounds * events)) ] || problem="$(wc -l <events.jsonl) lines"
  fi
  verdict "registers, $name" "$problem"
}
way 'file' 17 2000 TELEMETRY_THROTTLE=false
way 'a ring that is full' 17 20000 TELEMETRY_THROTTLE=false TELEMETRY_RING_KB=64
way 'drop' any 20000 TELEMETRY_RING_KB=64 TELEMETRY_ON_FULL=drop
way 'written at once' any 300 TELEMETRY_OUTPUT=stderr
way 'spool' any 2000 TELEMETRY_OUTPUT=spool TELEMETRY_FILE=folder/events
way 'ring files' 17 2000 TELEMETRY_THROTTLE=false TELEMETRY_RING_DIR=folder
way 'sampled' any 5000 SAMPLE_RATE=0.5
way 'thinned' any 30000 TELEMETRY_THROTTLE=true
way 'tail' any 2000 TELEMETRY_TAIL=errors SAMPLE_RATE=0
way 'selected' any 2000 TELEMETRY_FUNCTIONS=-inner
way 'few events' any 2000 TELEMETRY_LEVEL=info

# Prints the recorded values of a run, one a line.
values() {
  python3 -c '
import json, sys
for line in sys.stdin:
    event = json.loads(line)
    print(event["event_type"], event.get("function_name"), event.get("arguments"), event.get("return_value"), event.get("value"))' <events.jsonl
}
flags() { # COMPILER FLAGS…
  local problem plain off on
  rm -f program events.jsonl
  if ! "$@" -std=c++17 "${with[@]}" "$here/kept_calls.cpp" -o program 2>errors; then
    verdict "$*" "$(head -c 500 errors)"
    return
  fi
  plain=$("$@" -std=c++17 "${with[@]}" -DTELINJECT_DISABLE "$here/kept_calls.cpp" -o plain 2>&1 && ./plain 2>&1)
  off=$(./program 2>&1)
  on=$(TELEMETRY_ENABLED=1 TELEMETRY_THROTTLE=false TELEMETRY_OUTPUT=file TELEMETRY_FILE=events.jsonl ./program 2>&1)
  problem=$("$build/bin/telinject-events" validate events.jsonl 2>&1) && problem=
  [ "$off" = "$plain" ] || problem="off: $off, plain: $plain"
  [ "$on" = "$plain" ] || problem="on: $on, plain: $plain"
  values >recorded
  [ -e recorded.first ] || cp recorded recorded.first
  [ -n "$problem" ] || problem=$(diff recorded.first recorded | head -5)
  verdict "$*" "$problem"
}
for compiler in g++ "clang++-$llvm"; do
  for option in -O0 -O1 -O2 -O3 -Os -Og -fno-omit-frame-pointer -fstack-protector-all -fpatchable-function-entry=5 -masm=intel \
    -fcf-protection -fprofile-generate -mcmodel=large -fno-plt -fno-asynchronous-unwind-tables -fno-exceptions -fno-dwarf2-cfi-asm \
    -fstack-clash-protection -mstackrealign -mno-red-zone -flto -finstrument-functions -fsanitize=thread -march=native; do
    flags "$compiler" -O2 $option
  done
  flags "$compiler" -O2 -fno-asynchronous-unwind-tables -fno-exceptions
  flags "$compiler" -O2 -fPIC -fno-semantic-interposition
done
for option in -fno-ipa-ra -fno-toplevel-reorder -fno-stdarg-opt -mforce-drap -mpreferred-stack-boundary=3 \
  -fsplit-stack -fno-shrink-wrap -fwhole-program -ffixed-r11 -fno-optimize-sibling-calls -fsanitize-coverage=trace-pc; do
  flags g++ -O2 $option
done
# With options that Ubuntu's compilers enable and these flags exclude.
flags g++ -O2 -mindirect-branch=thunk -fcf-protection=none
flags g++ -O2 -fstack-check -fno-stack-clash-protection
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
