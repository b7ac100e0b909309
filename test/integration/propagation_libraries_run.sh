#!/usr/bin/env bash
# Work goes to threads and callbacks of real libraries: all of it is in the trace of the request that it belongs to.
#   propagation_libraries_run.sh BUILD [LIBRARY...]
. "$(dirname "$0")/lib.sh"
shift
export TELEMETRY_OUTPUT=file TELEMETRY_FILE=$work/out.jsonl TELEMETRY_BUDGET=off
source=$here/propagation

run() { # NAME COMPILER FILE REQUESTS NOTES OPTION...
  local name=$1 compiler=$2 file=$3 requests=$4 notes=$5 problem
  shift 5
  if ! "$build/bin/telinject" cc --strict --events function,context -- $compiler -O1 -Wall -Wextra -Werror "$source/$file" -o "$work/program" "$@" 2>"$work/stderr"; then
    verdict "$compiler $name builds" "$(head -c 500 "$work/stderr")"
    return
  fi
  rm -f "$work/out.jsonl"
  TELEMETRY_ENABLED=1 timeout -k 5 120 "$work/program" "$requests" >"$work/stdout" 2>"$work/stderr" || echo "exit status $?" >>"$work/stderr"
  problem=$(cat "$work/stderr")
  [ -n "$problem" ] || problem=$("$build/bin/telinject-events" validate "$work/out.jsonl" 2>&1 | grep -v 'faults: 0$')
  [ -n "$problem" ] || problem=$(python3 "$here/propagation_pool_check.py" "$work/out.jsonl" "$requests" "$notes" 2>&1)
  verdict "$compiler $name" "$problem"
}
wanted() { # LIBRARY
  [ $# = 1 ] && { [ -z "$libraries" ] || [[ " $libraries " == *" $1 "* ]]; }
}
libraries=$*

wanted openmp && run openmp "g++ -std=c++17" openmp.cpp 500 24 -fopenmp -pthread
for compiler in gcc "clang-$llvm"; do
  wanted libuv && run libuv "$compiler" libuv.c 1000 5 -luv
  wanted libevent && run libevent "$compiler" libevent.c 1000 4 -levent
  wanted glib && run glib "$compiler" glib.c 1000 5 $(pkg-config --cflags --libs glib-2.0)
done
wanted tbb && run tbb "g++ -std=c++17" tbb.cpp 500 18 -ltbb -pthread
wanted qt && run qt "g++ -std=c++17" qt.cpp 1000 3 -fPIC $(pkg-config --cflags --libs Qt5Concurrent)
for compiler in g++ "clang++-$llvm"; do
  wanted coroutines && run coroutines "$compiler -std=c++20" coroutines.cpp 2000 7 -pthread
done
echo "$passed passed, $failed failed"
[ $failed = 0 ]
