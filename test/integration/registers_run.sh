#!/usr/bin/env bash
# What registers.c finds, in every state in which a hook does something else.   registers_run.sh BUILD
. "$(dirname "$0")/lib.sh"
if [ "$(uname -m)" != x86_64 ]; then
  echo '0 passed, 0 failed, 1 skipped'
  exit
fi
cd "$work" || exit 1
said=$(gcc -O1 -DTELINJECT_KEEP_REGISTERS -Wall -Wextra -Werror -I"$build/include" "-DTELINJECT_RUNTIME=\"$build/lib/libtelinject.so\"" "$here/registers.c" -o program 2>&1)
verdict 'builds' "$said"
# NAME EVENTS ROUNDS SETTINGS…: EVENTS: how many lines are told a round, or any number.  A link that has not been asked yet has no
# other function than `enter`, so a way that keeps telemetry off is not among these.
way() {
  local name=$1 events=$2 rounds=$3 said printed
  shift 3
  rm -rf events.jsonl folder
  mkdir folder
  printed=$(env TELEMETRY_ENABLED=1 TELEMETRY_OUTPUT=file TELEMETRY_FILE=events.jsonl "$@" timeout 100 ./program "$rounds" 2>errors)
  case $printed in
  "$((rounds * 15)) calls"*) said= ;;
  *) said="$printed $(head -c 300 errors)" ;;
  esac
  if [ -z "$said" ] && [ "$events" != any ]; then
    said=$("$build/bin/telinject-events" validate events.jsonl 2>&1) && said=
    [ -n "$said" ] || [ "$(wc -l <events.jsonl)" = $((rounds * events)) ] || said="$(wc -l <events.jsonl) lines"
  fi
  verdict "$name" "$said"
}
way 'file' 13 2000 TELEMETRY_THROTTLE=false
way 'a ring that is full' 13 20000 TELEMETRY_THROTTLE=false TELEMETRY_RING_KB=64
way 'drop' any 20000 TELEMETRY_RING_KB=64 TELEMETRY_ON_FULL=drop
way 'written at once' any 300 TELEMETRY_OUTPUT=stderr
way 'spool' any 2000 TELEMETRY_OUTPUT=spool TELEMETRY_FILE=folder/events
way 'ring files' 13 2000 TELEMETRY_THROTTLE=false TELEMETRY_RING_DIR=folder
way 'sampled' any 5000 SAMPLE_RATE=0.5
way 'thinned' any 30000 TELEMETRY_THROTTLE=true
way 'tail' any 2000 TELEMETRY_TAIL=errors SAMPLE_RATE=0
way 'selected' any 2000 TELEMETRY_FUNCTIONS=-inner
way 'few events' any 2000 TELEMETRY_LEVEL=info
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
