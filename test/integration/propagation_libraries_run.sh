#!/usr/bin/env bash
# Work goes to threads and callbacks of real libraries: all of it is in the trace of the request that it belongs to.
#   propagation_libraries_run.sh BUILD [LIBRARY...]
. "$(dirname "$0")/lib.sh"
. "$here/propagating.sh"
shift
export TELEMETRY_OUTPUT=file TELEMETRY_FILE=$work/out.jsonl TELEMETRY_BUDGET=off

run() { # NAME COMPILER FILE REQUESTS NOTES OPTION...
  propagates "$2 $1" "$2" "$here/propagation/$3" "${@:4}"
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
