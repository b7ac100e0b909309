#!/usr/bin/env bash
# The OpenTelemetry Collector with the configurations of docs/examples/backends: every span that TELEMETRY_OUTPUT=otlp sends arrives
# once, in both encodings, also when the Collector starts later; every line of a file becomes a log record that says the same; its
# search for secrets finds none.  main.go is built once, into the user's cache.
#   collector_run.sh BUILD
. "$(dirname "$0")/../lib.sh"
here=$(cd "$here/.." && pwd)
examples=$here/../../docs/examples/backends
skip() { echo "skipped: collector: $1"; echo "0 passed, 0 failed"; exit 0; }
python=$(python_with opentelemetry-proto opentelemetry.proto.collector.trace.v1.trace_service_pb2) || skip "opentelemetry-proto cannot be installed: $python"
command -v go >/dev/null || skip "no Go here (1.25 or newer)"
cache=${XDG_CACHE_HOME:-$HOME/.cache}/telinject-tests
collector=$cache/collector-$(cat "$here"/backends/collector/*.* | cksum | cut -d ' ' -f 1)
if [ ! -x "$collector" ]; then
  mkdir -p "$cache"
  (cd "$here/backends/collector" && nice go build -p 2 -ldflags '-s -w' -o "$collector.part" .) >"$work/go.log" 2>&1 || skip "it does not build: $(tail -n 1 "$work/go.log")"
  mv "$collector.part" "$collector"
fi
. "$here/receiving.sh"
export TELEMETRY_OUTPUT=otlp TELEMETRY_EXPORT=full
export TELEMETRY_ARRIVED=$work/in/received.json TELEMETRY_FILES=$work/in/lines.jsonl

# The Collector in place of receiver.py, on the port of the last one; $problem says why it did not start.
collect() { # CONFIGURATION
  problem=
  stop
  mkdir -p "$work/in"
  OTLP_ADDRESS=127.0.0.1:$port "$collector" --config "$examples/$1.yaml" >"$work/collector.log" 2>&1 &
  receiver=$!
  for _ in $(seq 500); do grep -q 'Everything is ready' "$work/collector.log" && return; sleep 0.02; done
  problem=$(tail -n 3 "$work/collector.log")
}
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
  OTEL_EXPORTER_OTLP_PROTOCOL=http/$protocol run ends 20000
  row "the Collector, http/$protocol" "$problem$(quiet)" 20001
done
fresh; collect collector_otlp
OTEL_EXPORTER_OTLP_COMPRESSION=none run children 2000
row 'the Collector, four processes, no compression' "$problem$(quiet)" 8004
fresh; stop
run ends 5000
collect collector_otlp
run waits 10 2500
row 'the Collector, down during the first program' "$problem$(quiet; find "$work/spool" -name '*.batch')" 5012

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
