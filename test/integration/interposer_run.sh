#!/usr/bin/env bash
# libtelinject-aspects.so: calls of code that was not rebuilt are recorded as those of instrumented code, and once.
#   interposer_run.sh BUILD
. "$(dirname "$0")/lib.sh"
cd "$work" || exit 1
cp "$here"/aspects/* .
. "$here/databases.sh"
library=$build/lib/libtelinject-aspects.so
[ -e "$library" ] || { echo "$library was not built; run script/bootstrap"; echo "0 passed, 1 failed"; exit 1; }
cat >calls.py <<'CODE'
"""calls.py EVENTS: a line for each database call: statement, rows, error."""
import json, sys
events = [json.loads(line) for line in open(sys.argv[1])]
ends = {e["span_id"]: e for e in events if e["event_type"] == "database_result"}
for e in sorted((e for e in events if e["event_type"] == "database_query"), key=lambda e: e["timestamp_ns"]):
    end = ends[e["span_id"]]
    print(e["attributes"].get("db.query.text"), "|", end["attributes"].get("db.rows_returned"), "|", end.get("error", {}).get("message"))
CODE

calls() { # LIST COMMAND...: what it prints is in `printed`
  local list=$1 status
  shift
  rm -f out.jsonl
  env TELEMETRY_ENABLED=1 TELEMETRY_OUTPUT=file TELEMETRY_FILE="$work/out.jsonl" timeout -k 5 60 "$@" >printed 2>&1
  status=$?
  [ $status = 0 ] || echo "exit status $status: $(tail -c 300 printed)"
  "$build/bin/telinject-events" validate out.jsonl 2>&1 | grep -v 'faults: 0$'
  python3 calls.py out.jsonl >"$list"
}

program() { # NAME SOURCE LIBRARY ARGUMENT OPTION...: instrumented, interposed, both
  local name=$1 source=$2 libraries=$3 argument=$4 problem
  shift 4
  "$build/bin/telinject" cc --strict -- gcc -O1 "$@" "$source" -o program $libraries && gcc -O1 "$@" "$source" -o plain $libraries || { verdict "$name builds" "no"; return; }
  ./plain "$argument" >expected 2>&1
  problem=$(calls instrumented ./program "$argument")
  [ -s instrumented ] || problem+="no calls"
  verdict "$name instrumented" "$problem"
  problem=$(calls interposed env LD_PRELOAD="$library" ./plain "$argument"; cmp printed expected 2>&1; diff instrumented interposed)
  verdict "$name interposed" "$problem"
  problem=$(calls both env LD_PRELOAD="$library" ./program "$argument"; cmp printed expected 2>&1; diff instrumented both)
  verdict "$name both" "$problem"
  LD_PRELOAD="$library" ./plain "$argument" >printed 2>&1
  verdict "$name off" "$(cmp printed expected 2>&1)"
}

program sqlite sqlite_calls.c -lsqlite3 0
start_postgres || verdict "PostgreSQL starts" "$(tail -n 5 postgres.log 2>&1)"
program pq pq_calls.c -lpq "host=$folder/pg user=postgres dbname=postgres" -I/usr/include/postgresql

# An extension of Python, whose library is loaded out of sight.
cat >shop.py <<'CODE'
import sqlite3
shop = sqlite3.connect(":memory:")
shop.execute("CREATE TABLE t(a)")
shop.executemany("INSERT INTO t VALUES (?)", [(1,), (2,), (3,)])
print(shop.execute("SELECT a FROM t WHERE a > 4711 - 4710").fetchall())
try:
    shop.execute("SELECT nothing FROM 'secret' WHERE")
except sqlite3.Error as error:
    print(error)
CODE
problem=$(calls python env LD_PRELOAD="$library" python3 shop.py
  grep -qx 'SELECT a FROM t WHERE a > ? - ? | 2 | None' python || echo "the rows are missing"
  [ "$(grep -c '^INSERT INTO t VALUES (?) | 0 | None$' python)" = 3 ] || echo "not three rows were inserted"
  grep -q 'SELECT nothing.*syntax error' python || echo "the error is missing"
  grep -E '4711|secret' out.jsonl
  [ "$(wc -l <python)" = 7 ] || cat python)
verdict "python" "$problem"

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
