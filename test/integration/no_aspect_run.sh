#!/usr/bin/env bash
# The last summary says if no aspect matched a call of the run.   no_aspect_run.sh BUILD
. "$(dirname "$0")/lib.sh"
cd "$work" || exit 2
schema=$here/../../tool/events/schema/telemetry.v3.schema.json

cat >program.c <<'CODE'
#ifdef HAS_CALL
#include <sqlite3.h>
#endif
static int twice(int n) { return 2 * n; }
int main(void) {
  int sum = 0;
#ifdef HAS_CALL
  sqlite3 *database;
  if (sqlite3_open(":memory:", &database) != 0 || sqlite3_exec(database, "SELECT 1", 0, 0, 0) != 0)
    return 2;
  sqlite3_close(database);
#endif
  for (int i = 0; i < 1000; ++i)
    sum += twice(i);
  return sum != 999000;
}
CODE
"$build/bin/telinject" cc --strict -- gcc -O1 program.c -o without &&
  "$build/bin/telinject" cc --strict --events function -- gcc -O1 program.c -o functions &&
  "$build/bin/telinject" cc --strict -- gcc -O1 -DHAS_CALL program.c -o with -lsqlite3 || exit 2

# So does the summary of the rewriter.
mkdir project && cp program.c project
rewriter() { # EXPECTED OPTION...
  local expected=$1 found=silent
  shift
  printf '[{"directory": "%s", "file": "program.c", "command": "gcc %s -c program.c"}]' "$work/project" "$1" >project/compile_commands.json
  "$build/bin/telinject" -p project --out project-out ${2:+--events "$2"} 2>log || { verdict "the rewriter, $*" "$(head -c 300 log)"; return; }
  grep -q 'no aspect matched a call' log && found=said
  [ $found = "$expected" ] || expected="it is $found"
  verdict "the rewriter, $*" "${expected#"$found"}"
  rm -rf project-out
}
rewriter said ""
rewriter silent "" function
rewriter silent -DHAS_CALL
rewriter said -DHAS_CALL http

summary() { # EXPECTED PROGRAM [VARIABLE=VALUE...]: EXPECTED: silent, no summary; none, no word of it; said
  local expected=$1 program=$2 problem= found=silent
  shift 2
  rm -rf out.jsonl out.spool
  env TELEMETRY_ENABLED=1 TELEMETRY_OUTPUT=file TELEMETRY_FILE="$work/out.jsonl" TELEMETRY_BUDGET=off "$@" ./"$program" || problem="exit status $?"
  [ -e out.spool ] && "$build/bin/telinject-events" render out.spool >out.jsonl
  grep -q '"telemetry_summary"' out.jsonl && found=none
  grep '"telemetry_summary"' out.jsonl | grep '"no_aspect_matched":true' | grep -q 'no aspect matched a call' && found=said
  [ $found = "$expected" ] || problem+="it is $found"
  [ -n "$problem" ] || problem=$("$build/bin/telinject-events" validate out.jsonl 2>&1 | grep -v 'faults: 0$')
  [ -n "$problem" ] || problem=$(python3 - "$schema" out.jsonl <<'CODE'
import json, sys, jsonschema
check = jsonschema.Draft202012Validator(json.load(open(sys.argv[1])))
for line in open(sys.argv[2]):
    for fault in check.iter_errors(json.loads(line)):
        print(fault.message)
        break
CODE
  )
  verdict "$program $*" "$problem"
}

summary silent without
summary said without TELEMETRY_ASPECTS=+sqlite3
summary said without TELEMETRY_BUDGET=10 TELEMETRY_MAX_EVENTS=10
summary said without TELEMETRY_ASPECTS=+sqlite3 TELEMETRY_OUTPUT=spool TELEMETRY_FILE="$work/out.spool"
summary silent with TELEMETRY_ASPECTS=+sqlite3
summary said with TELEMETRY_ASPECTS=-sqlite3
summary none with TELEMETRY_BUDGET=10 TELEMETRY_MAX_EVENTS=10
summary silent functions TELEMETRY_ASPECTS=+sqlite3
summary none functions TELEMETRY_BUDGET=10 TELEMETRY_MAX_EVENTS=10

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
