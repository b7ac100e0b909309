#!/usr/bin/env bash
# The formats of OTLP against the lines of the same run: a spool rendered in each format is decoded by the package
# opentelemetry-proto, and every span is equal to its lines (otlp_check.py).  Then the same by the process itself.
# otlp_run.sh BUILD
. "$(dirname "$0")/lib.sh"
if ! python=$(python_with opentelemetry-proto opentelemetry.proto.collector.trace.v1.trace_service_pb2); then
  echo "skipped: otlp: opentelemetry-proto cannot be installed: $python"
  echo "0 passed, 0 failed"
  exit 0
fi
events=$build/bin/telinject-events
"$build/bin/telinject" cc -- g++ -std=c++20 -O1 -g "$here/otlp_ways.cpp" -o "$work/ways" -L"$build/lib" "-Wl,-rpath,$build/lib" -lsqlite3 -lpthread || exit 2

check() { # NAME LINES FILE LEAST [--converted]
  verdict "$1" "$(cd "$work" && shift && "$python" "$here/otlp_check.py" "$@" 2>&1)"
}

export DEBUG=true SERVICE_NAME=ways SERVICE_VERSION=1.2.3 TELEMETRY_BUDGET=off TELEMETRY_MAX_EVENTS=off TELEMETRY_VALUE_BYTES=256
(cd "$work" && TELEMETRY_OUTPUT=spool TELEMETRY_FILE=spools ./ways) || exit 2
"$events" render "$work/spools" >"$work/lines.jsonl" || exit 2
"$events" render --to otlp_json "$work/spools" >"$work/rendered.json" || exit 2
"$events" render --to otlp "$work/spools" >"$work/rendered.otlp" || exit 2
verdict "otlp: the lines are valid" "$("$events" validate "$work/lines.jsonl" >"$work/log" || cat "$work/log")"
check "otlp_json: a spool's spans are those of its lines" lines.jsonl rendered.json 30
check "otlp: a spool's spans are those of its lines" lines.jsonl rendered.otlp 30
verdict "otlp: both encodings hold the same messages" "$("$python" "$here/otlp_check.py" --same "$work/rendered.json" "$work/rendered.otlp" 2>&1)"

for format in otlp_json otlp; do
  "$events" convert --to "$format" "$work/lines.jsonl" >"$work/converted.${format/otlp_json/json}" || exit 2
done
check "convert --to otlp_json: the spans are those of the lines" lines.jsonl converted.json 30 --converted
check "convert --to otlp: the spans are those of the lines" lines.jsonl converted.otlp 30 --converted

(cd "$work" && OTEL_RESOURCE_ATTRIBUTES=service.instance.id=chosen%20one TELEMETRY_OUTPUT=spool TELEMETRY_FILE=chosen ./ways) || exit 2
verdict "otlp: OTEL_RESOURCE_ATTRIBUTES chooses service.instance.id" \
  "$("$events" render --to otlp_json "$work/chosen" | grep -q '{"key":"service.instance.id","value":{"stringValue":"chosen one"}}' || echo "it is not there")"

# The process itself writes as many spans as it does with lines.
spans_of() { grep -o '"startTimeUnixNano"' "$1" | wc -l; }
(cd "$work" && TELEMETRY_OUTPUT=file TELEMETRY_FILE=direct.json TELEMETRY_FORMAT=otlp_json ./ways) || exit 2
verdict "otlp_json: the process writes every span" "$([ "$(spans_of "$work/direct.json")" = "$(spans_of "$work/rendered.json")" ] || echo "$(spans_of "$work/direct.json") spans, not $(spans_of "$work/rendered.json")")"
(cd "$work" && TELEMETRY_OUTPUT=file TELEMETRY_FILE=direct.otlp TELEMETRY_FORMAT=otlp ./ways) || exit 2
verdict "otlp: the process writes every span" "$("$python" "$here/otlp_check.py" --count "$work/direct.otlp" "$(spans_of "$work/rendered.json")" 2>&1)"
# SAMPLE_RATE is the threshold of OpenTelemetry: of 0.25 it is c.
(cd "$work" && SAMPLE_RATE=0.25 TELEMETRY_OUTPUT=file TELEMETRY_FILE=quarter.json TELEMETRY_FORMAT=otlp_json TRACEPARENT=00-0123456789abcdef0123456789abcdef-00000000000000ab-01 ./ways) || exit 2
verdict "otlp_json: spans have the threshold and the parent of another process" "$(python3 - "$work/quarter.json" <<'PYTHON'
import json, sys
spans = [s for line in open(sys.argv[1]) for r in json.loads(line)["resourceSpans"] for c in r["scopeSpans"] for s in c["spans"]]
if not spans or any(s["traceState"] != "ot=th:c" for s in spans):
    print("traceState is", {s.get("traceState") for s in spans})
first = [s for s in spans if s.get("parentSpanId") == "00000000000000ab"]
if not first or any(s["flags"] != 0x301 for s in first) or {s["flags"] for s in spans if s not in first and s["name"] != "in_thread"} != {0x101}:
    print("flags are", {(s["name"], s["flags"]) for s in spans})
PYTHON
)"

echo "$passed passed, $failed failed"
[ $failed = 0 ]
