#!/usr/bin/env bash
# Roots: in an event loop, a pool of threads, a REPL and a daemon each request is a trace of its own, whole or absent, in
# a trace that is recorded and in one that is sampled out.
# roots_run.sh BUILD
. "$(dirname "$0")/lib.sh"
cd "$work" || exit 1
cp "$here/roots_ways.cpp" .
export TELEMETRY_ENABLED=1 TELEMETRY_OUTPUT=file SAMPLE_RATE=0.5
problem=$("$build/bin/telinject" cc --strict -- g++ -std=c++20 -O2 -g roots_ways.cpp -o program -pthread 2>&1) ||
  { verdict "the program" "does not build: ${problem:0:600}"; echo "$passed passed, $failed failed"; exit 1; }
g++ -std=c++20 -O2 roots_ways.cpp -o plain -pthread

events() { "$build/bin/telinject-events" "$@"; }
# The processes' outermost spans continue this trace, so that it decides whether they are recorded; roots do not.
parent=00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331
request=handle,handle/reply,handle/reply/parse,handle/parse

# run FILE WAY COUNT PAUSE [VARIABLE=VALUE...]: runs the program, which must print what the plain one prints.
run() {
  local file=$1 way=$2 count=$3 pause=$4
  shift 4
  rm -rf "$file" "$file".*
  { (sleep $((pause / 1000)); seq "$count") | env "$@" TELEMETRY_FILE="$file" timeout -k 5 120 ./program "$way" "$count" "$pause" >stdout 2>stderr; } 2>/dev/null
  { seq "$count" | timeout 60 ./plain "$way" "$count" >wanted; } 2>/dev/null
  diff wanted stdout >/dev/null || echo "prints $(head -c 100 stdout), not $(head -c 100 wanted)"
  head -c 200 stderr
}
check() { # FILE COUNT ROOT [KEY=VALUE...]
  events validate "$1" 2>&1 >/dev/null | head -n 5
  python3 "$here/roots_check.py" "$@" 2>&1 | tail -n 8
}
# both WAY COUNT PAUSE ROOTS -- CHECK... -- [VARIABLE=VALUE...]: in a recorded trace, and in one that is not.
both() {
  local way=$1 count=$2 pause=$3 roots=$4 checks=() flags problem
  shift 5
  while [ "$1" != -- ]; do checks+=("$1"); shift; done
  shift
  for flags in 01 00; do
    problem=$(run out.jsonl "$way" "$count" "$pause" TRACEPARENT=$parent-$flags ${roots:+TELEMETRY_ROOTS="$roots"} "$@")
    [ -n "$problem" ] || problem=$(check out.jsonl "$count" "${checks[@]}")
    verdict "$way, $([ $flags = 01 ] && echo recorded || echo sampled out), ${roots:-a comment} $*" "$problem"
  done
}

both loop 200 0 '^handle$' -- handle spans=$request processes=1 --
both pool 200 0 '^handle$' -- handle spans=$request processes=1 --
both repl 200 0 '^handle$' -- handle spans=$request processes=1 --
both daemon 60 0 'nothing,^handle$' -- handle spans=$request processes=1 --
marked=handle_marked,handle_marked/reply,handle_marked/reply/parse,handle_marked/parse
both marked 200 0 '' -- handle_marked spans=$marked processes=1 --

# A function that has been open for two seconds: what it calls directly.
old=auto=2000
both loop 200 2500 $old -- handle spans=$request processes=1 --
both pool 200 2500 $old -- handle spans=$request processes=1 --
both repl 200 3000 $old -- handle spans=$request processes=1 --
both daemon 60 2500 $old -- handle spans=$request processes=1 --
both loop 200 2500 $old -- handle spans=$request processes=1 -- TELEMETRY_CLOCK=monotonic
both loop 200 2500 $old -- handle spans=$request processes=1 -- TELEMETRY_WRITER=none
both loop 200 2500 $old -- handle spans=$request processes=1 -- TELEMETRY_BUDGET=off

both fibers 200 0 '^handle$,^handle_step$' -- handle spans=$request --
both fibers 200 0 '^handle$,^handle_step$' -- handle_step spans=handle_step,handle_step/parse --
later=handle_later,handle_later/parse,handle_later/reply,handle_later/reply/parse
both coroutines 200 0 '^handle_later' -- handle_later spans=$later processes=1 --
both jumping 200 0 '^handle_jump$' -- handle_jump spans=handle_jump,handle_jump/leave processes=1 --

# Exceptions: the error is known outside too, if the throw was in a trace that is not recorded.
problem=$(run out.jsonl failing 200 0 TRACEPARENT=$parent-01 TELEMETRY_ROOTS='^handle$')
[ -n "$problem" ] || problem=$(events validate out.jsonl 2>&1 >/dev/null; python3 - <<'PY'
import json
caught = [e for e in map(json.loads, open("out.jsonl")) if e["event_type"] == "exception_exit" and e["attributes"].get("exception_raised")]
wrong = [e["error"] for e in caught if e["error"].get("type") != "std::runtime_error"]
folded = not caught
print("caught:", len(caught), "wrong:", wrong[:2]) if folded or wrong or len(caught) != 67 else None
PY
)
verdict "exceptions through roots" "$problem"
failed_request=handle,handle/reply,handle/reply/parse
problem=$(run out.jsonl failing 200 0 TRACEPARENT=$parent-00 TELEMETRY_ROOTS='^handle$' TELEMETRY_TAIL=errors SAMPLE_RATE=0)
[ -n "$problem" ] || problem=$(check out.jsonl 67 handle all spans=$failed_request errors=67)
verdict "tail sampling keeps the requests that fail" "$problem"

# The budget: requests that it has no lines for are folded, in the trace around them or in the summary; all are counted.
for flags in 01 00; do
  problem=$(run out.jsonl loop 4000 0 TRACEPARENT=$parent-$flags TELEMETRY_ROOTS='^handle$' SAMPLE_RATE=1 TELEMETRY_MAX_EVENTS=100)
  [ -n "$problem" ] || problem=$(events validate out.jsonl 2>&1 >/dev/null; events report out.jsonl | awk 'NF > 5 && $NF == "handle" && !found { found = 1; if ($1 != 4000) print "report says " $1 " calls of handle" } END { if (!found) print "no handle in the report" }')
  verdict "a budget of 100 lines, $flags" "$problem"
done
for words in off nothing auto; do
  problem=$(run out.jsonl loop 20 0 TRACEPARENT=$parent-01 TELEMETRY_ROOTS=$words)
  [ -n "$problem" ] || problem=$(events validate out.jsonl 2>&1 >/dev/null; grep -c '"link"' out.jsonl | grep -v '^0$')
  verdict "TELEMETRY_ROOTS=$words" "$problem"
done
problem=$(run out.jsonl marked 20 0 TRACEPARENT=$parent-01 TELEMETRY_ROOTS=off)
verdict "off is above a comment" "$problem$(grep -c '"link"' out.jsonl | grep -v '^0$')"
# At a rate of 0 nothing is written but the summary.
problem=$(run out.jsonl loop 200 0 TELEMETRY_ROOTS='^handle$' SAMPLE_RATE=0)
[ -n "$problem" ] || problem=$(grep -vc telemetry_summary out.jsonl | grep -v '^0$')
verdict "a rate of 0" "$problem"

# Records that are rendered later.
problem=$(run out.spool loop 200 0 TRACEPARENT=$parent-00 TELEMETRY_ROOTS='^handle$' TELEMETRY_OUTPUT=spool)
events render out.spool >out.jsonl 2>stderr || problem+=$(cat stderr)
[ -n "$problem" ] || problem=$(check out.jsonl 200 handle spans=$request processes=1)
verdict "a spool" "$problem"
mkdir -p rings
problem=$(run out.jsonl loop 200 0 TRACEPARENT=$parent-00 TELEMETRY_ROOTS='^handle$' TELEMETRY_RING_DIR=rings)
[ -n "$problem" ] || problem=$(check out.jsonl 200 handle spans=$request processes=1)
verdict "ring files" "$problem"

# The process ends while two requests are open: each gets its exit, in its own trace; the thread itself is in main's.
problem=$(run out.jsonl unfinished 1 0 TELEMETRY_ROOTS='^handle_' SAMPLE_RATE=1)
[ -n "$problem" ] || problem=$(events validate --strict-exits out.jsonl 2>&1 >/dev/null; python3 - <<'PY'
import json
exits = {e["function_name"]: e for e in map(json.loads, open("out.jsonl")) if e["event_type"] == "function_exit" and e["attributes"].get("unfinished")}
names = sorted(n for n in exits if not n.startswith("unfinished::"))
print(names) if names != ["handle_forever", "handle_last", "main", "unfinished"] else None
print("they share traces") if len({e["trace_id"] for e in exits.values()}) != 3 else None
PY
)
verdict "requests that are open at the end" "$problem"

for bad in auto=x auto=86400001 '(' 'a,' ',a'; do
  { env TELEMETRY_ROOTS="$bad" TELEMETRY_FILE=bad.jsonl timeout 60 ./program loop 5 >stdout 2>stderr; } 2>/dev/null
  verdict "TELEMETRY_ROOTS=$bad" "$(grep -q "warning: TELEMETRY_ROOTS=.*; using auto" stderr || { echo 'no warning:'; head -c 60 stderr; })"
done
echo "$passed passed, $failed failed"
[ $failed = 0 ]
