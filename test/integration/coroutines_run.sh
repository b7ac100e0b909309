#!/usr/bin/env bash
# Checks the spans of coroutines.cpp, whose coroutines move between threads, with each compiler.   coroutines_run.sh
# BUILD
. "$(dirname "$0")/lib.sh"
cd "$work" || exit 1
cp "$here/coroutines.cpp" .
report() { # WHAT: by $problem
  if [ -z "$problem" ]; then passed=$((passed + 1)); printf 'ok      %s\n' "$1"
  else failed=$((failed + 1)); printf 'FAILED  %s: %s\n' "$1" "$problem"
  fi
}
for compiler in "g++" "g++ -O2" "clang++-$llvm" "clang++-$llvm -O2"; do
  problem=$("$build/bin/telinject" cc --strict -- $compiler -std=c++20 -Wall -Wextra -Werror coroutines.cpp -o program -pthread 2>&1) || problem="does not build: ${problem:0:600}"
  for run in 1 2 3 4 5 6 7 8; do
    [ -n "$problem" ] && break
    rm -f out.jsonl
    printed=$(TELEMETRY_ENABLED=1 TELEMETRY_OUTPUT=file TELEMETRY_FILE=out.jsonl timeout 60 ./program 2>&1 | paste -sd' ')
    [ "$printed" = "too much 43 3" ] || problem="prints $printed"
    [ -n "$problem" ] || problem=$("$build/bin/telinject-events" validate out.jsonl 2>&1) && problem=$(python3 - out.jsonl <<'PY'
import collections
import json
import sys

lines = [json.loads(line) for line in open(sys.argv[1])]
spans, ended = {}, collections.Counter()
for line in lines:
    if line["event_type"] in ("function_entry", "loop_entry", "exception_entry"):
        spans[line["span_id"]] = line
    if line["event_type"] in ("function_exit", "loop_exit", "exception_exit"):
        ended[line["span_id"]] += 1
if any(ended[span] != 1 for span in spans):
    print("a span has not one exit")
# A coroutine's callees are its children on any thread; the callees of its resumers are theirs.
for line in lines:
    if line["event_type"] != "function_entry" or line["function_name"] != "leaf":
        continue
    parent = spans[line["parent_span_id"]]
    if parent["trace_id"] != line["trace_id"] or parent["function_name"] != line["attributes"]["caller_function"]:
        print("leaf is in", parent["function_name"], "of another trace, or not its caller's")
callers = collections.Counter(spans[l["parent_span_id"]]["function_name"] for l in lines if l["event_type"] == "function_entry" and l["function_name"] == "leaf")
if callers != {"child": 21, "parent": 1, "count": 4, "main": 3}:
    print("leaf is called by", dict(callers))
# Only the spans of coroutines are marked as coroutines.
for line in lines:
    if line["event_type"] in ("function_entry", "function_exit"):
        is_coroutine = line["function_name"] in ("child", "parent", "start", "count") or "lambda" in line["function_name"] and line["function_name"].startswith("parent")
        if line["attributes"].get("coroutine", False) != is_coroutine:
            print(line["event_type"], "of", line["function_name"], "says", line["attributes"].get("coroutine"))
errors = [(l["event_type"], l["function_name"]) for l in lines if "error" in l]
if errors != [("loop_exit", "child"), ("function_exit", "child"), ("function_exit", "Task::await_resume"), ("exception_exit", "parent")]:
    print("errors:", errors)
PY
    )
  done
  # A sampled-out trace is sampled out on every thread: callees of its coroutines start no trace of their own.
  for run in 1 2 3 4 5 6 7 8; do
    [ -n "$problem" ] && break
    rm -f out.jsonl
    SAMPLE_RATE=0.5 TELEMETRY_ENABLED=1 TELEMETRY_OUTPUT=file TELEMETRY_FILE=out.jsonl timeout 60 ./program >/dev/null 2>&1 || problem="ends badly when sampled"
    [ -n "$problem" ] || problem=$("$build/bin/telinject-events" validate out.jsonl 2>&1) && problem=$(python3 - out.jsonl <<'PY'
import json
import sys

lines = [json.loads(line) for line in open(sys.argv[1])]
spans = {l["span_id"]: l for l in lines if l["event_type"].endswith("_entry")}
for leaf in spans.values():
    if leaf["event_type"] != "function_entry" or leaf["function_name"] != "leaf":
        continue
    caller = spans.get(leaf["parent_span_id"], {}).get("function_name", "no recorded function")
    if caller not in ("child", "parent", "count", "main"):
        print("leaf is called by", caller)
PY
    )
  done
  report "$compiler"
done

# The self times of a folded call that was suspended and of its consumer are estimates: each has a part of the other's.
cp "$here/generator.cpp" .
problem=$("$build/bin/telinject" cc --strict --events function --skip-functions '^Values' -- g++ -std=c++20 -O2 -Wall -Wextra -Werror generator.cpp -o program 2>&1)
[ -n "$problem" ] || problem=$(TELEMETRY_ENABLED=1 TELEMETRY_OUTPUT=file TELEMETRY_FILE=folded.jsonl TELEMETRY_MAX_EVENTS=20 timeout 60 ./program 2>&1 >/dev/null)
[ -n "$problem" ] || problem=$("$build/bin/telinject-events" validate folded.jsonl 2>&1) && problem=
for call in count_to consume; do
  [ -n "$problem" ] || grep -q "\"$call\":{\"level\":\"folded\"[^}]*\"self_estimated\":true" folded.jsonl || problem="no folded call of $call is marked"
done
report "a folded generator"
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
