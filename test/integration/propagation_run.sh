#!/usr/bin/env bash
# The context of a trace goes to threads and child processes: no span without its parent, none under a wrong one.
#   propagation_run.sh BUILD
. "$(dirname "$0")/lib.sh"
. "$here/propagating.sh"
export TELEMETRY_OUTPUT=file TELEMETRY_FILE=$work/out.jsonl TELEMETRY_BUDGET=off
child='^00-[0-9a-f]{32}-[0-9a-f]{16}-01$'

way() { # NAME [OUTPUT_PATTERN]
  local problem output
  rm -f "$work/out.jsonl"
  output=$(TELEMETRY_ENABLED=1 timeout -k 5 60 "$program" "$1" 2>"$work/stderr" </dev/null) || problem="exit status $?; $(head -c 300 "$work/stderr")"
  [ -n "${problem:-}" ] || problem=$("$build/bin/telinject-events" validate "$work/out.jsonl" 2>&1 | grep -v 'faults: 0$')
  [ -n "$problem" ] || problem=$(python3 "$here/propagation_check.py" "$work/out.jsonl" "$1" 2>&1)
  [ -n "$problem" ] || { [[ $output =~ ${2:-^$} ]] || problem="the child has '$output'"; }
  verdict "$flavour $1" "$problem"
}

for flavour in "g++ -O0 shared" "g++ -O2 shared" "clang++-$llvm -O2 shared" "g++ -O2 static"; do
  read -r compiler level link <<<"$flavour"
  program=$work/ways
  libraries=()
  [ "$link" = shared ] || libraries=("$build/lib/libtelinject.a") # in a dynamic program
  if ! "$build/bin/telinject" cc --strict --events function -- "$compiler" -std=c++20 $level -Wall -Wextra "$here/propagation_ways.cpp" -o "$program" "${libraries[@]}" -pthread 2>"$work/stderr"; then
    verdict "$flavour builds" "$(head -c 500 "$work/stderr")"
    continue
  fi
  for name in pthread c11 thread jthread async task detached hops pool many; do
    way $name
  done
  for name in spawn spawnp system popen exec vfork empty; do
    way $name "$child"
  done
  way own '^00-1{32}-2{16}-01$'
  output=$(TELEMETRY_ENABLED=1 TELEMETRY_FILE=$work/none.jsonl OTEL_PROPAGATORS=none "$program" spawn 2>&1)
  verdict "$flavour spawn, no propagator" "$([ "$output" = none ] || echo "the child has '$output'")"
  parent=00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01
  for name in spawn system popen exec; do # what came with the trace goes on with it, what is of another trace does not
    output=$(TELEMETRY_ENABLED=1 TELEMETRY_FILE=$work/none.jsonl TRACEPARENT=$parent TRACESTATE="rojo=00f067aa0ba902b7, t1@v=x" "$program" $name 2>&1)
    verdict "$flavour $name, tracestate" "$([[ $output =~ ^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01\ rojo=00f067aa0ba902b7,\ t1@v=x$ ]] || echo "the child has '$output'")"
    output=$(TELEMETRY_ENABLED=1 TELEMETRY_FILE=$work/none.jsonl TRACESTATE=rojo=1 "$program" $name 2>&1)
    verdict "$flavour $name, tracestate of no trace" "$([[ $output =~ $child ]] || echo "the child has '$output'")"
    output=$(TELEMETRY_ENABLED=1 TELEMETRY_FILE=$work/none.jsonl TRACEPARENT=$parent TRACESTATE=rojo=1,rojo=2 "$program" $name 2>&1)
    verdict "$flavour $name, invalid tracestate" "$([[ $output =~ $child ]] || echo "the child has '$output'")"
  done
  for name in spawn system popen exec; do # telemetry is off: the child has what the program has
    output=$("$program" $name 2>&1)
    verdict "$flavour $name off" "$([ "$output" = none ] || echo "the child has '$output'")"
  done
done
# Requests and steps that hop between the threads of a pool, and of one of Boost.Asio.
for compiler in g++ "clang++-$llvm"; do
  propagates "$compiler pool" "$compiler -std=c++17" "$here/propagation_pool.cpp" 10000 "" -pthread
  propagates "$compiler asio" "$compiler -std=c++17" "$here/propagation_asio.cpp" 1000 6 -pthread
done
echo "$passed passed, $failed failed"
[ $failed = 0 ]
