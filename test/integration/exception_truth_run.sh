#!/usr/bin/env bash
# Checks the events of exception_truth.cpp: function-try-blocks, and exceptions whose what() would have side effects in
# the program.
# exception_truth_run.sh BUILD
. "$(dirname "$0")/lib.sh"
cd "$work" || exit 1
cp "$here/exception_truth.cpp" .
export TELEMETRY_BUDGET=off TELEMETRY_THROTTLE=0 TELEMETRY_OUTPUT=file TELEMETRY_FILE=out.jsonl

one() { # NAME WAY COMPILER…
  local name=$1 way=$2 problem status
  shift 2
  problem=$("$build/bin/telinject" cc --strict -- "$@" -std=c++17 -Wall -Wextra -Werror exception_truth.cpp -o program -pthread 2>&1) || { verdict "$name" "does not build: ${problem:0:600}"; return; }
  "$@" -std=c++17 exception_truth.cpp -o plain -pthread && timeout 60 ./plain >wanted
  timeout 60 ./program >stdout 2>stderr; status=$?
  verdict "$name, off: the program is the plain one" "$([ $status = 3 ] || echo "exit status $status"; diff wanted stdout 2>&1; cat stderr)"
  rm -f out.jsonl
  TELEMETRY_ENABLED=1 timeout 60 ./program >stdout 2>stderr; status=$?
  verdict "$name, on: the program is the plain one" "$([ $status = 3 ] || echo "exit status $status"; diff wanted stdout 2>&1; cat stderr)"
  verdict "$name: the events" "$("$build/bin/telinject-events" validate out.jsonl 2>&1 >/dev/null; python3 "$here/exception_truth_check.py" "$way" out.jsonl 2>&1)"
}

one "g++" asks g++
one "g++ -O2" asks g++ -O2
one "clang++ -O1" asks "clang++-$llvm" -O1
one "clang++ -stdlib=libc++" asks "clang++-$llvm" -stdlib=libc++ -O1
one "g++ -static" asks g++ -O1 -static
echo '{"capture": {"what": false}}' >.telinject.json
one "capture.what: false" never g++ -O1
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
