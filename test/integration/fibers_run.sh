#!/usr/bin/env bash
# Fibers: each stack that a thread switches to has its own spans, whatever created it.   fibers_run.sh BUILD
# fibers.cpp creates contexts and jumps itself; fibers_boost.cpp uses Boost.Context, shared and static.
. "$(dirname "$0")/lib.sh"
cd "$work" || exit 1
cp "$here"/fibers*.cpp .
ways="places dropped exceptions signals forks threads jumping" # beside `many`, which takes its time

# run PROGRAM [ASSIGNMENT...]: prints what is wrong with its exit status and output.
run() {
  local program=$1 way=$2
  shift 2
  rm -rf out.jsonl out.spool
  timeout 120 "./$program.plain" "$way" >wanted
  env "$@" timeout 120 "./$program" $way >stdout 2>stderr || echo "ends with exit code $?"
  diff wanted stdout | head -5
  head -c 300 stderr
}
check() { # WAY
  "$build/bin/telinject-events" validate out.jsonl 2>&1 >/dev/null
  python3 "$here/fibers_check.py" out.jsonl "$1"
}
file="TELEMETRY_ENABLED=1 TELEMETRY_THROTTLE=0 TELEMETRY_OUTPUT=file TELEMETRY_FILE=out.jsonl"

check_events() { # NAME PROGRAM WAY [ASSIGNMENT...]
  local name=$1 program=$2 way=$3
  shift 3
  verdict "$name, $way" "$(run "$program" "$way" $file "$@"; check "$way")"
}

build() { # NAME PROGRAM COMMAND...: with the launcher and without
  local name=$1 program=$2
  shift 2
  "$@" -o "$program.plain" >plain.log 2>&1 || { verdict "$name" "the plain program does not build: $(head -c 300 plain.log)"; return 1; }
  "$build/bin/telinject" cc --strict -- "$@" -o "$program" >built.log 2>&1 || { verdict "$name" "does not build: $(head -c 600 built.log)"; return 1; }
}

for compiler in "g++ -O0" "g++ -O2" "clang++-$llvm -O1"; do
  build "$compiler" fibers $compiler -std=c++17 -Wall -Wextra -Werror fibers.cpp -pthread || continue
  for way in $ways; do check_events "$compiler" fibers "$way"; done
done
# The remaining settings run with the last compiler.
for way in $ways; do
  verdict "off, $way" "$(run fibers "$way")"
  verdict "no output, $way" "$(run fibers "$way" TELEMETRY_ENABLED=1 TELEMETRY_OUTPUT=file TELEMETRY_FILE=/dev/full | grep -v "telinject: warning")"
  check_events "no writer thread" fibers "$way" TELEMETRY_WRITER=none
  verdict "spool, $way" "$(run fibers "$way" TELEMETRY_ENABLED=1 TELEMETRY_THROTTLE=0 TELEMETRY_OUTPUT=spool TELEMETRY_FILE="$PWD/out.spool"
    "$build/bin/telinject-events" render out.spool >out.jsonl 2>replayed || head -c 300 replayed
    check "$way")"
done
check_events "$compiler" fibers many
# Half of the fibers' traces are recorded, each whole: no function of the others starts its own trace.
verdict "sampled, many" "$(run fibers many $file SAMPLE_RATE=0.5; check many)"
# A runtime loaded at the first event, and one linked statically.
objects() { # NAME LINK...
  local name=$1
  shift
  "$@" >link.log 2>&1 || { verdict "$name" "does not link: $(head -c 300 link.log)"; return; }
  cp fibers.plain linked.plain
  for way in $ways; do [ "$name $way" = "static places" ] || check_events "$name" linked "$way"; done
}
"$build/bin/telinject" cc --strict -- g++ -O2 -std=c++17 -c fibers.cpp -o fibers.o >/dev/null 2>&1
objects "loaded at the first event" g++ fibers.o -o linked -pthread
objects "libtelinject.a" g++ fibers.o -o linked -Wl,-u,telinject_bind "$build/lib/libtelinject.a" -pthread
objects static "$build/bin/telinject" cc --strict -- g++ -static fibers.o -o linked -pthread

if echo '#include <boost/context/fiber.hpp>' | g++ -E -x c++ - >/dev/null 2>&1; then
  # With the static library, stacks are learned from frames, and the caller of a function with a large frame may be
  # lost.
  for link in "-lboost_context" "-Wl,-Bstatic -lboost_context -Wl,-Bdynamic"; do
    for compiler in "g++ -O2" "clang++-$llvm -O0"; do
      build "Boost.Context, $compiler $link" boost $compiler -std=c++17 fibers_boost.cpp $link || continue
      check_events "Boost.Context, $compiler $link" boost "$(case $link in *-Bstatic*) echo learned ;; *) echo known ;; esac)"
      verdict "Boost.Context, off" "$(run boost "")"
    done
  done
else
  verdict "Boost.Context" "is not installed: script/bootstrap does that"
fi
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
