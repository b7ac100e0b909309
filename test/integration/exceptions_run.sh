#!/usr/bin/env bash
# Checks that exceptions are recorded with the stack of their throw: exceptions.cpp with each compiler and C++ library,
# linked in several ways.   exceptions_run.sh BUILD
. "$(dirname "$0")/lib.sh"
cd "$work" || exit 1
cp "$here/exceptions.cpp" .

run() { # WAY STATUS FLAVOUR
  local status problem
  rm -f out.jsonl
  { TELEMETRY_ENABLED=1 TELEMETRY_OUTPUT=file TELEMETRY_FILE=out.jsonl timeout 60 ./program "$1" >stdout 2>stderr </dev/null; status=$?; } 2>/dev/null
  if [ "$status" != "$2" ]; then verdict "$3 $1" "exit status $status, not $2; $(tail -c 300 stderr)"; return; fi
  problem=$("$build/bin/telinject-events" validate out.jsonl 2>&1) && problem=$(python3 "$here/exceptions_check.py" "$1" out.jsonl 2>&1)
  verdict "$3 $1" "$problem"
}

flavour() { # NAME COMPILER OPTION...
  local name=$1 problem
  shift
  if ! problem=$("$build/bin/telinject" cc --strict -- "$@" -std=gnu++17 -Wall -Wextra -Werror exceptions.cpp -o program -pthread 2>&1); then
    verdict "$name builds" "${problem:0:600}"
    return
  fi
  run caught 0 "$name"
  run values 0 "$name"
  run uncaught 134 "$name"
  run noexcept 134 "$name"
}

clang=clang++-$llvm
flavour "gcc" g++
flavour "gcc -O2" g++ -O2
flavour "gcc -static" g++ -static
flavour "clang" "$clang" -O1
flavour "clang libc++" "$clang" -stdlib=libc++
flavour "clang libc++ -static" "$clang" -stdlib=libc++ -static

# A link without telinject: the runtime is loaded at the first event.
"$build/bin/telinject" cc --strict -- g++ -std=c++17 -c exceptions.cpp -o program.o && g++ program.o -o program -pthread || verdict "late" "does not build"
run caught 0 "late"
run uncaught 134 "late"

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
