#!/usr/bin/env bash
# telinject-events send: a file of telemetry.v3 arrives as spans of OTLP or as lines, whatever the receiver does meanwhile,
# and the last line says what became of it.
#   send_run.sh BUILD
. "$(dirname "$0")/lib.sh"
if ! python=$(python_with opentelemetry-proto opentelemetry.proto.collector.trace.v1.trace_service_pb2); then
  echo "skipped: send: opentelemetry-proto cannot be installed: $python"
  echo "0 passed, 0 failed"
  exit 0
fi
. "$here/receiving.sh"
events=$build/bin/telinject-events
export TELEMETRY_BUDGET=off TELEMETRY_MAX_EVENTS=off
"$build/bin/telinject" cc -- g++ -std=c++20 -O1 -g "$here/otlp_ways.cpp" -o "$work/otlp_ways" -L"$build/lib" "-Wl,-rpath,$build/lib" -lsqlite3 -lpthread || exit 2
(cd "$work" && TELEMETRY_OUTPUT=file TELEMETRY_FILE=lines.jsonl ./otlp_ways >/dev/null) || exit 2
"$events" convert --to otlp_json "$work/lines.jsonl" >"$work/converted.json"
spans=$(grep -o '"startTimeUnixNano"' "$work/converted.json" | wc -l)
lines=$(wc -l <"$work/lines.jsonl")

# says NAME STATUS SUMMARY OPTION…: the exit status and the last line; the message is in $problem.
says() {
  local status=$1 summary=$2 code
  shift 2
  "$events" send "$work/lines.jsonl" "$@" >"$work/out" 2>"$work/err"
  code=$?
  problem=
  [ $code = "$status" ] || problem="exit status $code, not $status: $(cat "$work/err")"
  grep -qx -- "$summary" "$work/out" || problem+=" it says: $(cat "$work/out")"
}
url() { echo "http://127.0.0.1:$port$1"; }
check() { "$python" "$here/otlp_check.py" "$work/lines.jsonl" "$1" 30 --converted 2>&1; }

fresh; receive
says 0 "sent: $spans, accepted: $spans, rejected: 0, failed: 0, requests: 1, retries: 0" --to "$(url /v1/traces)"
stop
verdict "OTLP is the default for /v1/traces, and the spans are those of the lines" "$problem$(check "$work/in/received.otlp")"

fresh; receive
says 0 "sent: $spans, .* failed: 0, requests: 1, retries: 0" --to "$(url /v1/traces)" --format otlp_json --header "x-tenant: shop" --compression none
stop
verdict "OTLP in JSON, with a header, not compressed" "$problem$(check "$work/in/received.json")"

fresh; receive
says 0 "sent: $lines, accepted: $lines, rejected: 0, failed: 0, .*" --to "$(url /events)"
stop
verdict "lines of telemetry.v3" "$problem$("$events" validate "$work/in/received.jsonl" >"$work/log" || cat "$work/log")"

fresh; receive --faults '503*2,200'
says 0 "sent: $spans, accepted: $spans, rejected: 0, failed: 0, requests: 3, retries: 2" --to "$(url /v1/traces)"
stop
verdict "what fails for a moment is tried again" "$problem$(check "$work/in/received.otlp")"

fresh; receive --faults 'partial:3'
says 1 "sent: $spans, accepted: $((spans - 3)), rejected: 3, failed: 0, requests: 1, retries: 0" --to "$(url /v1/traces)"
stop
verdict "partial success is counted and not sent again" "$problem"

fresh; receive --faults 400
says 1 "sent: $spans, accepted: 0, rejected: 0, failed: $spans, requests: 1, retries: 0" --to "$(url /v1/traces)"
grep -q 'HTTP 400' "$work/err" || problem+=" no message: $(cat "$work/err")"
stop
verdict "what is refused fails" "$problem"

fresh # nobody listens
says 1 "sent: $spans, accepted: 0, rejected: 0, failed: $spans, requests: [0-9]*, retries: [0-9]*" --to "$(url /v1/traces)" --max-wait 1
verdict "a receiver that is down" "$problem"

for options in "--to ftp://host/" "--to http://host/ --header nonsense" "--to http://host/ --format v9" ""; do
  "$events" send "$work/lines.jsonl" $options >/dev/null 2>"$work/err"
  verdict "bad usage: ${options:-no receiver}" "$([ $? = 2 ] || echo "another status")"
done

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
