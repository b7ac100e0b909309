#!/usr/bin/env bash
# TELEMETRY_EXPORT=folded: what a program writes has the figures of the same program's full file, as telinject-events
# fold finds them, within the budget and without orphans, in lines and in OTLP; also at a crash and over the network.
#   fold_export_run.sh BUILD
. "$(dirname "$0")/lib.sh"
cd "$work" || exit 1
events=$build/bin/telinject-events
check=$here/fold_export_check.py
unset TELEMETRY_SPAN_BUDGET TELEMETRY_EXPORT
export TELEMETRY_ENABLED=1 TELEMETRY_OUTPUT=file TELEMETRY_BUDGET=off TELEMETRY_MAX_EVENTS=off

problem=$("$build/bin/telinject" cc --strict -- g++ -O1 -std=c++17 "$here/fold_program.cpp" -o program -lsqlite3 -pthread 2>&1) ||
  verdict "the program builds" "${problem:0:800}"
TELEMETRY_FILE=full.jsonl ./program >printed || verdict "the program runs" "exit status $?"
for budget in 1 20 100 10000; do
  rm -f folded.jsonl folded.otlp
  TELEMETRY_EXPORT=folded TELEMETRY_SPAN_BUDGET=$budget TELEMETRY_FILE=folded.jsonl ./program >printed
  problem=$("$events" validate --strict-exits folded.jsonl 2>&1 | grep -v 'faults: 0$')
  [ $budget = 10000 ] || grep -q 'sums compared: 2 of 2' <<<"$("$events" validate folded.jsonl 2>&1)" || problem+=" the sums were not compared"
  verdict "$budget spans: validate accepts the lines, and the sums are those of the summaries" "$problem"
  "$events" fold full.jsonl --span-budget $budget --output oracle.jsonl 2>notes
  verdict "$budget spans: the figures are those of fold" "$(python3 "$check" oracle.jsonl folded.jsonl $budget 2>&1)"
  TELEMETRY_EXPORT=folded TELEMETRY_SPAN_BUDGET=$budget TELEMETRY_FORMAT=otlp_json TELEMETRY_FILE=folded.otlp ./program >printed
  verdict "$budget spans: OTLP has the same" "$(python3 "$check" --otlp oracle.jsonl folded.otlp $budget 2>&1)"
done
awk '/function_exit/ && !found { found = 1; next } 1' oracle.jsonl >wrong.jsonl
verdict "the check finds a call that is missing" "$(python3 "$check" wrong.jsonl folded.jsonl 10000 >notes && echo "it does not")"

# Coroutines, pools, exceptions of all kinds, spans that are left by other ways.
for program in coroutines propagation_pool exceptions left_spans; do
  if ! problem=$("$build/bin/telinject" cc -- g++ -O1 -std=c++20 "$here/$program.cpp" -o "$program" -pthread 2>&1); then
    verdict "$program builds" "${problem:0:800}"
    continue
  fi
  problem=
  for budget in 1 5 100; do
    rm -f other.jsonl
    TELEMETRY_EXPORT=folded TELEMETRY_SPAN_BUDGET=$budget TELEMETRY_FILE=other.jsonl ./$program >/dev/null 2>&1
    [ -s other.jsonl ] || problem="no events"
    [ -n "$problem" ] || problem=$("$events" validate other.jsonl 2>&1 | grep -v 'faults: 0$' | grep -v '^open spans')
    [ -z "$problem" ] || { problem="$budget spans a trace: $problem"; break; }
  done
  verdict "$program: the lines are valid" "$problem"
done

# A crash: what was folded so far is written, and open spans as unfinished.
cat >crash.cpp <<'CODE'
#include <csignal>
int leaf(int n) { return n < 2 ? n : leaf(n - 1) + leaf(n - 2); }
int crash(int n) {
  int sum = leaf(n);
  std::raise(SIGSEGV);
  return sum;
}
int main() { return crash(10); }
CODE
problem=$("$build/bin/telinject" cc -- g++ -O1 crash.cpp -o crash 2>&1) || verdict "the program that crashes builds" "$problem"
{ TELEMETRY_EXPORT=folded TELEMETRY_SPAN_BUDGET=5 TELEMETRY_FILE=crash.jsonl ./crash; } 2>/dev/null
problem=$("$events" validate --strict-exits crash.jsonl 2>&1 | grep -v 'faults: 0$')
[ "$(grep -c '"unfinished":true' crash.jsonl)" = 2 ] || problem+="not two unfinished spans"
"$events" report crash.jsonl | grep -q '^ *177 .* leaf$' || problem+=" not 177 calls of leaf"
verdict "a crash writes the trace" "$problem"
{ TELEMETRY_EXPORT=folded TELEMETRY_SPAN_BUDGET=5 TELEMETRY_FORMAT=otlp_json TELEMETRY_FILE=crash.otlp ./crash; } 2>/dev/null
verdict "a crash writes the trace to OTLP" "$([ "$(grep -o '"unfinished"' crash.otlp | wc -l)" = 2 ] || echo "not two unfinished spans")$(python3 "$check" --calls crash.otlp 179 5 2>&1)"

# Over the network the default is to fold.
"$events" fold full.jsonl --output oracle.jsonl 2>notes
. "$here/receiving.sh"
receive
env TELEMETRY_OUTPUT=http ./program >printed
stop
verdict "http folds by default" "$(python3 "$check" oracle.jsonl in/received.jsonl 100 2>&1)"

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
