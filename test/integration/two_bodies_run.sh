#!/usr/bin/env bash
# C functions with a second body (docs/adr/0016-two-bodies.md): with any compiler options a program must print the same
# output, emit the same events and cause no warning.
# two_bodies_run.sh BUILD
. "$(dirname "$0")/lib.sh"
cd "$work" || exit 1
mkdir source
cp "$here/two_bodies.c" source
printf '[{"directory": "%s/source", "file": "two_bodies.c", "command": "cc -std=gnu99 -c two_bodies.c"}]\n' "$work" >source/compile_commands.json
problem=$("$build/bin/telinject" -p source --out tree --verify -q 2>&1)
[ "$(grep -o 'TELINJECT_SPLIT_DECL(' tree/two_bodies.c | wc -l)" = 15 ] || problem="$problem; not fifteen functions have two bodies"
verdict 'rewrite' "$problem"
with=(-Wall -Wextra -Wshadow -Werror "-I$build/include" -include telinject/telinject.h "-DTELINJECT_RUNTIME=\"$build/lib/libtelinject.so\"")

# Prints the events of a run, one a line; addresses differ.
events_of_run() {
  python3 -c '
import json, re, sys
for line in sys.stdin:
    event = json.loads(line)
    values = [event.get(key) for key in ("event_type", "function_name", "arguments", "return_value", "value", "condition", "iteration")]
    print(re.sub("0x[0-9a-f]+", "0x", json.dumps(values + [event["attributes"].get(key) for key in ("return_value", "arguments", "value", "branch")])))' <events.jsonl
}
flags() { # COMPILER FLAGS…
  local problem off on
  rm -f plain program events.jsonl ./*.gcda
  if ! "$@" source/two_bodies.c -o plain 2>errors; then
    verdict "$*" "plain: $(head -c 500 errors)"
    return
  fi
  ./plain >expected
  rm -f ./*.gcda gmon.out # else those of the other program
  if ! "$@" "${with[@]}" tree/two_bodies.c -o program 2>errors; then
    verdict "$*" "$(head -c 500 errors)"
    return
  fi
  off=$(./program 2>&1)
  on=$(TELEMETRY_ENABLED=1 TELEMETRY_THROTTLE=false TELEMETRY_OUTPUT=file TELEMETRY_FILE=events.jsonl ./program 2>&1)
  problem=$("$build/bin/telinject-events" validate events.jsonl 2>&1) && problem=
  grep -q '"abandoned":true' events.jsonl && problem="a function that is still running is closed: $(grep -m1 '"abandoned":true' events.jsonl | head -c 300)"
  [ "$off" = "$(cat expected)" ] || problem="off: $off, plain: $(cat expected)"
  [ "$on" = "$(cat expected)" ] || problem="on: $on, plain: $(cat expected)"
  events_of_run >recorded
  [ -e recorded.first ] || cp recorded recorded.first
  [ -n "$problem" ] || problem=$(diff recorded.first recorded | head -5)
  verdict "$*" "$problem"
}
flags gcc -O2 -DTELINJECT_ONE_BODY # what the others are held against
[ "$(wc -l <recorded.first)" -gt 400 ] || verdict 'events' "$(wc -l <recorded.first) of them only"
for compiler in gcc "clang-$llvm"; do
  for option in -O0 -O1 -O2 -O3 -Os -Og '-O2 -std=gnu89' '-O2 -std=c2x' '-O2 -g' '-O2 -fno-inline' '-O2 -fno-omit-frame-pointer' '-O2 -fPIC' \
    '-O2 -fstack-protector-all' '-O2 -ffunction-sections -Wl,--gc-sections' '-O2 -fprofile-generate' '-O2 --coverage' '-O2 -pg' '-O2 -flto' \
    '-O2 -fexceptions' '-O2 -finstrument-functions' '-O2 -fpatchable-function-entry=5' '-O2 -mcmodel=large' '-O2 -fsanitize=address' \
    '-O2 -fsanitize=undefined' '-O2 -fsanitize=thread' '-O2 -march=native' '-O2 -DTELINJECT_PLAIN_CALLS' '-O2 -Wredundant-decls -Wmissing-prototypes -Wstrict-prototypes'; do
    # shellcheck disable=SC2086 # several options
    flags "$compiler" $option
  done
done
for option in -fno-ipa-ra -fno-early-inlining -fkeep-inline-functions -fkeep-static-functions -fno-partial-inlining -fno-toplevel-reorder -fwhole-program \
  -fno-optimize-sibling-calls -fno-reorder-blocks-and-partition -fsplit-stack -fsanitize-coverage=trace-pc -fno-tree-sra '--param=max-inline-insns-single=1'; do
  flags gcc -O2 "$option"
done
flags "clang-$llvm" -O2 -Weverything -Wno-padded -Wno-declaration-after-statement -Wno-unsafe-buffer-usage -Wno-c++-compat -Wno-switch-default \
  -Wno-reserved-identifier -Wno-implicit-int-conversion -Wno-pre-c11-compat -Wno-pre-c23-compat -Wno-implicit-void-ptr-cast -Wno-poison-system-directories
# The linker discards the sections of uncalled functions together with their second bodies.
printf 'int gone(int a);\nint missing(int a);\nint gone(int a) { return missing(a); }\nint main(void) { return 0; }\n' >source/two_bodies.c
"$build/bin/telinject" -p source --out tree -q
problem=$(gcc -O2 -ffunction-sections -Wl,--gc-sections "${with[@]}" tree/two_bodies.c -o program 2>&1)
verdict 'gc-sections' "$problem"
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
