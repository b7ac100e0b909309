#!/usr/bin/env bash
# Runs an instrumented program under valgrind: memcheck must find nothing, and drd nothing with the shipped
# suppressions, with telemetry off and on; a leak of the program itself must still be found.
# valgrind_run.sh BUILD
. "$(dirname "$0")/lib.sh"
if ! command -v valgrind >/dev/null; then
  echo 'skipped valgrind: it is not installed'
  echo '0 passed, 0 failed'
  exit 0
fi
cd "$work" || exit 1
suppressions=$here/../../cmake/package/telinject.supp
cp "$here/valgrind_ways.cpp" ways.cpp
export TELEMETRY_OUTPUT=file TELEMETRY_FILE=$work/events.jsonl TELEMETRY_THROTTLE=0
problem=$("$build/bin/telinject" cc --root . --strict -- g++ -std=c++17 -g -O1 -Wall -Wextra -Werror -pthread ways.cpp -o ways 2>&1) || problem="does not build: $problem"
verdict build "$problem"

# under TELEMETRY_ENABLED WORDS-OF-VALGRIND… -- [ARGUMENT]: prints the exit status, 9 if valgrind finds something, and
# its output
under() {
  local enabled=$1 words=()
  shift
  while [ "$1" != -- ]; do words+=("$1"); shift; done
  shift
  rm -f events.jsonl
  { TELEMETRY_ENABLED=$enabled timeout 200 valgrind -q --error-exitcode=9 "${words[@]}" ./ways "$@" >problem 2>&1 </dev/null; echo "exit status $?"; } 2>/dev/null
  head -c 1500 problem
}
clean() { # NAME TELEMETRY_ENABLED WORDS…
  local name=$1 problem
  shift
  problem=$(under "$@" --)
  [ "$problem" = 'exit status 0' ] && problem=
  if [ "$1" = 1 ] && [ -z "$problem" ]; then
    problem=$("$build/bin/telinject-events" validate events.jsonl 2>&1) && problem=
  fi
  verdict "$name" "$problem"
}
clean 'memcheck, off' 0 --leak-check=full
clean 'memcheck, on' 1 --leak-check=full
clean 'memcheck, on, every kind of leak' 1 --leak-check=full --show-leak-kinds=all --errors-for-leak-kinds=all "--suppressions=$suppressions"
clean 'drd, off' 0 --tool=drd "--suppressions=$suppressions"
clean 'drd, on' 1 --tool=drd "--suppressions=$suppressions"
problem=$(under 1 --leak-check=full "--suppressions=$suppressions" -- leak)
[[ $problem == *'100 bytes'*'definitely lost'*leak* ]] && problem=
verdict 'a leak of the program is found' "$problem"
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
