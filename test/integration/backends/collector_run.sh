#!/usr/bin/env bash
# The OpenTelemetry Collector with the configurations of docs/examples/backends: every span that TELEMETRY_OUTPUT=otlp sends arrives
# once, in both encodings, also when the Collector starts later; every exception as an event of its span, as a log record or as both;
# what is open at a crash; every line of a file as a log record that says the same.  Its search for secrets finds none.  main.go is
# built once, into the user's cache.
#   collector_run.sh BUILD
. "$(dirname "$0")/../lib.sh"
here=$(cd "$here/.." && pwd)
skip() { echo "skipped: collector: $1"; echo "0 passed, 0 failed"; exit 0; }
python=$(python_with opentelemetry-proto opentelemetry.proto.collector.trace.v1.trace_service_pb2) || skip "opentelemetry-proto cannot be installed: $python"
. "$here/backends/collector.sh"
. "$here/receiving.sh"
export TELEMETRY_OUTPUT=otlp TELEMETRY_EXPORT=full
export TELEMETRY_ARRIVED=$work/in/received.json TELEMETRY_ARRIVED_LOGS=$work/in/logs.json TELEMETRY_FILES=$work/in/lines.jsonl

row() { # NAME MESSAGE SPANS
  local out secrets
  stop # it writes what it has
  out=$("$python" "$here/otlp_arrived.py" "$TELEMETRY_ARRIVED" "$3" 2>&1)
  secrets=$(grep -o 'redaction\.masked\.keys[^}]*}' "$TELEMETRY_ARRIVED" | head -n 1)
  printf '        %s\n' "$(head -n 1 <<<"$out")"
  verdict "$1" "$2$(sed '1{/^sent /d}' <<<"$out")${secrets:+ a secret: $secrets}"
}
receive # for a free port
export OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:$port
for protocol in protobuf json; do
  fresh; collect collector_otlp
  OTEL_EXPORTER_OTLP_PROTOCOL=http/$protocol TELEMETRY_EXIT_TIMEOUT_MS=60000 run ends 20000 # also on a slow machine
  row "the Collector, http/$protocol" "$problem$(quiet)" 20001
done
fresh; collect collector_otlp
OTEL_EXPORTER_OTLP_COMPRESSION=none TELEMETRY_EXIT_TIMEOUT_MS=60000 run children 2000
row 'the Collector, four processes, no compression' "$problem$(quiet)" 8004
fresh; stop
run ends 5000
collect collector_otlp
run waits 10 2500
row 'the Collector, down during the first program' "$problem$(quiet; find "$work/spool" -name '*.batch')" 5012

# Exceptions: as events of spans, as log records, as both.
cat >"$work/exceptions.cpp" <<'CODE'
#include <cstdlib>
#include <stdexcept>
static int deep(int n) {
  if (n == 0)
    throw std::runtime_error("no \"stock\"");
  return deep(n - 1) + 1;
}
static int guarded(int n) {
  try {
    return deep(n);
  } catch (const std::exception &) {
    return -1;
  }
}
static void fall(int n) {
  guarded(n);
  if (n == 7)
    std::abort();
}
int main(int argc, char **) {
  for (int i = 0; i < 5; ++i)
    guarded(3);
  if (argc > 1)
    fall(7);
}
CODE
"$build/bin/telinject" cc --strict -- g++ -O1 -std=c++17 "$work/exceptions.cpp" -o "$work/exceptions" || verdict "the program with exceptions builds" "no"
exceptions() { # NAME SIGNAL EXCEPTIONS
  local out
  stop
  out=$(python3 "$here/exceptions_arrived.py" "$TELEMETRY_ARRIVED" "$TELEMETRY_ARRIVED_LOGS" "$2" "$3" 2>&1)
  printf '        %s\n' "$(head -n 1 <<<"$out")"
  verdict "$1" "$problem$(quiet)$(sed '1{/^sent /d}' <<<"$out")"
}
export TELEMETRY_BUDGET=off
for protocol in protobuf json; do
  for signal in events logs both; do
    fresh; collect collector_otlp
    OTEL_EXPORTER_OTLP_PROTOCOL=http/$protocol OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN=$(case $signal in logs) echo logs;; both) echo logs/dup;; esac) \
      "$work/exceptions" 2>"$work/stderr"
    exceptions "exceptions as $signal, http/$protocol" $signal 25
  done
done
fresh; collect collector_otlp
OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN=logs TELEMETRY_EXPORT=folded "$work/exceptions" 2>"$work/stderr"
exceptions "exceptions as logs, folded" logs 25
fresh; stop
OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN=logs "$work/exceptions" 2>"$work/stderr"
collect collector_otlp
OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN=logs run waits 10 2500
exceptions "exceptions as logs, the Collector down during the first program" logs 25
verdict "the spool is empty" "$(find "$work/spool" -name '*.batch')"
fresh; mkdir -p "$work/in"
env TELEMETRY_OUTPUT=file TELEMETRY_FILE="$work/in/v3.jsonl" "$work/exceptions"
collect collector_otlp
OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN=logs/dup "$build/bin/telinject-events" send "$work/in/v3.jsonl" --to "http://127.0.0.1:$port/v1/traces" >"$work/sent" 2>"$work/stderr"
exceptions "telinject-events send, exceptions as both" both 25
env TELEMETRY_OUTPUT=file TELEMETRY_FILE="$work/direct.json" TELEMETRY_FORMAT=otlp_json OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN=logs "$work/exceptions" 2>"$work/stderr"
OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN=logs "$build/bin/telinject-events" convert --to otlp_json "$work/in/v3.jsonl" >"$work/converted.json"
for file in direct converted; do
  grep resourceSpans "$work/$file.json" >"$TELEMETRY_ARRIVED"; grep resourceLogs "$work/$file.json" >"$TELEMETRY_ARRIVED_LOGS"
  problem=
  exceptions "exceptions as logs in a file, $file" logs 25
done

# A crash: spans that are open arrive, marked as unfinished and without a status.
for export in full folded; do
  fresh; collect collector_otlp
  { TELEMETRY_EXPORT=$export "$work/exceptions" crash; } 2>/dev/null
  stop
  verdict "a crash, $export: open spans arrive as unfinished" "$problem$(python3 - "$TELEMETRY_ARRIVED" <<'PYTHON'
import json, sys
spans = [s for line in open(sys.argv[1]) for r in json.loads(line)["resourceSpans"] for c in r["scopeSpans"] for s in c["spans"]]
ids = {s["spanId"] for s in spans}
unfinished = {s["name"]: s for s in spans if any(a["key"] == "unfinished" for a in s["attributes"])}
if set(unfinished) != {"main", "fall"} or any(s.get("status") for s in unfinished.values()):
    print("unfinished:", unfinished)
if len(ids) != len(spans) or any(s.get("parentSpanId", "") not in ids | {""} for s in spans):
    print("doubled spans, or orphans")
spans = [s for s in spans if not s["name"].startswith("telemetry_")]
if len(spans) != 43:
    print(len(spans), "spans")
PYTHON
)"
done
unset TELEMETRY_BUDGET

# A file of v3 lines, read by the receiver file_log: functions, an exception, queries, and requests that fail.
fresh; mkdir -p "$work/in"
"$build/bin/telinject" cc --strict -- g++ -O2 -std=c++17 "$here/queries_program.cpp" -o "$work/program" -lsqlite3 -lcurl || verdict "the program builds" "no"
env TELEMETRY_OUTPUT=file TELEMETRY_FILE="$TELEMETRY_FILES" TELEMETRY_BUDGET=off SERVICE_NAME=shop SERVICE_VERSION=2.0 "$work/program" 2.0
logs() {
  local before=-1 now
  collect collector_file
  for _ in $(seq 200); do # until it has read the file and written what it read
    now=$(stat -c %s "$TELEMETRY_ARRIVED" 2>/dev/null || echo 0)
    [ "$now" -gt 0 ] && [ "$now" = "$before" ] && break
    before=$now; sleep 0.5
  done
  stop
}
logs
out=$(python3 "$here/backends/collector_check.py" "$TELEMETRY_FILES" "$TELEMETRY_ARRIVED" 2>&1)
printf '        %s\n' "$(head -n 1 <<<"$out")"
verdict 'v3 lines by the receiver file_log' "$problem$(sed '1{/^sent /d}' <<<"$out")"
# A search that finds nothing anywhere proves nothing.
key=AKIA$(printf 'ABCDEFGHIJKLMNOP')
sed -n "1{s/\"message\":\"[^\"]*\"/\"message\":\"$key\"/p}" "$TELEMETRY_FILES" >"$work/secret" && mv "$work/secret" "$TELEMETRY_FILES"
rm -f "$TELEMETRY_ARRIVED"
logs
verdict 'the Collector finds a secret that is there' "$problem$(grep -q 'masked' "$TELEMETRY_ARRIVED" && ! grep -q "$key" "$TELEMETRY_ARRIVED" || head -c 300 "$TELEMETRY_ARRIVED")"

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
