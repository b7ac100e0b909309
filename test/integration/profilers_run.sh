#!/usr/bin/env bash
# What other programs of the machine see (docs/profilers.md): the thread context, read from outside, and the probes.
#   profilers_run.sh BUILD
. "$(dirname "$0")/lib.sh"
cd "$work" || exit 2
cp "$here"/profilers/* .
export TELEMETRY_OUTPUT=file TELEMETRY_FILE=$work/out.jsonl TELEMETRY_BUDGET=off TELEMETRY_ROOTS='^rooted$'
[ "$(uname -m)" = x86_64 ] || { echo "the reader knows x86-64 only"; echo "0 passed, 1 failed"; exit 1; }

"$build/bin/telinject" cc --strict --events function,database -- gcc -O1 -c stations.c -o stations.o &&
  "$build/bin/telinject" cc -- gcc stations.o -o linked -lsqlite3 -pthread && # the runtime is there from the start
  gcc stations.o -o loaded -lsqlite3 -pthread || exit 2                        # the first event loads it

context() { # PROGRAM MODE [VARIABLE=VALUE...]
  local program=$1 mode=$2 problem
  shift 2
  rm -f out.jsonl
  problem=$(env TELEMETRY_ENABLED=1 "$@" timeout -k 5 60 python3 context_reader.py "./$program" out.jsonl "$mode" 2>&1)
  [ -n "$problem" ] || [ ! -s out.jsonl ] || problem=$("$build/bin/telinject-events" validate out.jsonl 2>&1 | grep -v 'faults: 0$')
  verdict "context $program $mode $*" "$problem"
}

for program in linked loaded; do
  context $program on TELEMETRY_THREAD_CONTEXT=on
  context $program sampled_out TELEMETRY_THREAD_CONTEXT=on TRACEPARENT=00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00 TELEMETRY_ROOTS=off
  context $program off
  context $program off TELEMETRY_THREAD_CONTEXT=on TELEMETRY_ENABLED=0
done

# Probes: nops with a description.
if readelf -n "$build/lib/libtelinject.so" | grep -q stapsdt; then
  for name in http_start http_end database_start database_end function_start function_end; do
    verdict "probe $name" "$(readelf -n "$build/lib/libtelinject.so" | grep -A1 'Provider: telinject$' | grep -q "Name: $name\$" || echo "is not there")"
  done
else
  verdict "probes" "the runtime was built without sys/sdt.h; run script/bootstrap"
fi
probe() { # NAME FUNCTION: gdb stops there, with the ids of a span of that function
  local problem
  rm -f out.jsonl
  yes '' | TELEMETRY_ENABLED=1 timeout -k 5 60 gdb -q -batch -nx -ex 'set confirm off' -ex 'break main' -ex run -ex 'delete' \
    -ex "break -probe-stap telinject:$1" -ex continue -ex 'printf "PROBE %d %016lx%016lx %016lx %s\n", $_probe_argc, $_probe_arg0, $_probe_arg1, $_probe_arg2, (char *)$_probe_arg3' \
    -ex delete -ex continue ./linked >gdb.log 2>&1
  problem=$(python3 - "$1" "$2" out.jsonl <<'CODE' 2>&1
import json, re, sys
hit = re.search(r"^PROBE 5 (\w{32}) (\w{16}) (\w+)", open("gdb.log").read(), re.M)
wanted = "database_query" if sys.argv[1].startswith("database") else "function_entry"
spans = {(e["trace_id"], e["span_id"]): e for e in map(json.loads, open(sys.argv[3])) if e["event_type"] == wanted}
if not hit or hit[3] != sys.argv[2] or hit.group(1, 2) not in spans:
    print("gdb says", hit and hit[0], open("gdb.log").read()[-600:])
CODE
  )
  verdict "probe $1 in gdb" "$problem"
}
if command -v gdb >/dev/null; then
  probe database_start sqlite3_exec
  probe database_end sqlite3_exec
  probe function_start main
  probe function_end rooted
else
  verdict "probes in gdb" "gdb is missing; run script/bootstrap"
fi
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
