#!/usr/bin/env bash
# Checks how left_spans.cpp's spans end in the events if jumps, cancellation or pthread_exit leave them.
# left_spans_run.sh BUILD
. "$(dirname "$0")/lib.sh"
cd "$work" || exit 1
cp "$here/left_spans.cpp" .
for compiler in "g++" "g++ -O2" "clang++-$llvm" "clang++-$llvm -O2"; do
  problem=$("$build/bin/telinject" cc --strict -- $compiler -std=c++17 -Wall -Wextra -Werror left_spans.cpp -o program -pthread 2>&1) || { verdict "$compiler" "does not build: ${problem:0:600}"; continue; }
  $compiler -std=c++17 left_spans.cpp -o plain -pthread && timeout 60 ./plain >wanted
  rm -f out.jsonl
  TELEMETRY_ENABLED=1 TELEMETRY_THROTTLE=0 TELEMETRY_OUTPUT=file TELEMETRY_FILE=out.jsonl timeout 60 ./program >stdout 2>stderr
  verdict "$compiler: the output is the plain program's" "$(diff wanted stdout 2>&1; cat stderr)"
  verdict "$compiler: the events" "$("$build/bin/telinject-events" validate out.jsonl 2>&1 >/dev/null; python3 - out.jsonl <<'PY'
import json
import sys

lines = [json.loads(line) for line in open(sys.argv[1])]


def ends(event, function):
    wanted = ("abandoned", "thread_exit", "return_value", "ended_by", "total_iterations", "exception_raised", "unfinished")
    return [{k: v for k, v in l["attributes"].items() if k in wanted} for l in lines if l["event_type"] == event and l["function_name"] == function]


def expect(what, found, wanted):
    if found != wanted:
        print(f"{what}: {found}, not {wanted}")


quiet = {"exception_raised": False}
expect("try blocks of breaks", ends("exception_exit", "breaks"), [quiet] * 2)
expect("loop of breaks", ends("loop_exit", "breaks"), [{"ended_by": "break", "total_iterations": 2}])
expect("try blocks of goes_on", ends("exception_exit", "goes_on"), [quiet] * 3)
expect("loop of goes_on", ends("loop_exit", "goes_on"), [{"ended_by": "condition", "total_iterations": 3}])
expect("try blocks of jumps", ends("exception_exit", "jumps"), [quiet] * 4)
expect("loops of jumps", ends("loop_exit", "jumps"), [{"ended_by": "goto", "total_iterations": 4}, {"ended_by": "goto", "total_iterations": 1}])
expect("try blocks of returns", ends("exception_exit", "returns"), [quiet] * 6)
expect("loop of returns", ends("loop_exit", "returns"), [{"ended_by": "return", "total_iterations": 3}])
expect("returns", ends("function_exit", "returns"), [{"return_value": 2}])
ended = [{"thread_exit": True}]
for function in ("sleeps", "deferred", "leaves", "exits", "passes", "caught", "awaits", "caught_cancelled"):
    expect(function, ends("function_exit", function), ended)
for function in ("passes", "awaits"):
    expect("try block of " + function, ends("exception_exit", function), [{"exception_raised": False, "thread_exit": True}])
expect("tidied", ends("function_exit", "tidied"), [{"return_value": 6}, {"return_value": 7}])
expect("~Tidies", ends("function_exit", "Tidies::~Tidies"), [{}])
expect("no end of a thread is an error", [l["function_name"] for l in lines if "error" in l], [])
expect("loop of sleeps", ends("loop_exit", "sleeps"), [{"thread_exit": True, "total_iterations": 1}])
expect("survives", ends("function_exit", "survives"), [{"return_value": 6}])
expect("disabled", ends("function_exit", "disabled"), [{"return_value": "0x6"}])
PY
  )"
done
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
