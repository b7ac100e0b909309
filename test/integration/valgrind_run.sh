#!/usr/bin/env bash
# An instrumented program under valgrind: memcheck finds nothing, drd nothing with the suppressions that ship, off and on; a leak of the
# program's own is still found.
#   valgrind_run.sh BUILD
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
said=$("$build/bin/telinject" cc --root . --strict -- g++ -std=c++17 -g -O1 -Wall -Wextra -Werror -pthread ways.cpp -o ways 2>&1) || said="does not build: $said"
verdict build "$said"

# under TELEMETRY_ENABLED WORDS-OF-VALGRIND… -- [ARGUMENT]: the exit status, 9 where valgrind finds something, and what it says
under() {
  local enabled=$1 words=()
  shift
  while [ "$1" != -- ]; do words+=("$1"); shift; done
  shift
  rm -f events.jsonl
  { TELEMETRY_ENABLED=$enabled timeout 200 valgrind -q --error-exitcode=9 "${words[@]}" ./ways "$@" >said 2>&1 </dev/null; echo "exit status $?"; } 2>/dev/null
  head -c 1500 said
}
clean() { # NAME TELEMETRY_ENABLED WORDS…
  local name=$1 said
  shift
  said=$(under "$@" --)
  [ "$said" = 'exit status 0' ] && said=
  if [ "$1" = 1 ] && [ -z "$said" ]; then
    said=$("$build/bin/telinject-events" validate events.jsonl 2>&1) && said=
  fi
  verdict "$name" "$said"
}
clean 'memcheck, off' 0 --leak-check=full
clean 'memcheck, on' 1 --leak-check=full
clean 'memcheck, on, every kind of leak' 1 --leak-check=full --show-leak-kinds=all --errors-for-leak-kinds=all "--suppressions=$suppressions"
clean 'drd, off' 0 --tool=drd "--suppressions=$suppressions"
clean 'drd, on' 1 --tool=drd "--suppressions=$suppressions"
said=$(under 1 --leak-check=full "--suppressions=$suppressions" -- leak)
[[ $said == *'100 bytes'*'definitely lost'*leak* ]] && said=
verdict 'a leak of the program is found' "$said"
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
