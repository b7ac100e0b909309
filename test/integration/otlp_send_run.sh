#!/usr/bin/env bash
# TELEMETRY_OUTPUT=otlp against a receiver with faults: OpenTelemetry's variables, both encodings, partial success, log records.  What
# arrives is decoded by the package opentelemetry-proto.  http_run.sh has more faults for the same exporter.
# otlp_send_run.sh BUILD
. "$(dirname "$0")/lib.sh"
if ! python=$(python_with opentelemetry-proto opentelemetry.proto.collector.trace.v1.trace_service_pb2); then
  echo "skipped: otlp_send: opentelemetry-proto cannot be installed: $python"
  echo "0 passed, 0 failed"
  exit 0
fi
. "$here/receiving.sh"
export TELEMETRY_OUTPUT=otlp TELEMETRY_EXPORT=full # fold_export_run.sh has the other

row() { # NAME MESSAGE FILE SPANS [--lost N]: compares, and prints the row
  local name=$1 message=$2 out
  shift 2
  out=$("$python" "$here/otlp_arrived.py" "$work/in/$1" "${@:2}" 2>&1)
  printf '        %s\n' "$(head -n 1 <<<"$out")"
  verdict "$name" "$message$(sed '1{/^sent /d}' <<<"$out")"
}
each_request() { # EXPRESSION over r, which must hold for every request
  python3 - "$work/in/requests.jsonl" "$1" <<'PYTHON'
import json, sys
for line in open(sys.argv[1]):
    r = json.loads(line)
    if not eval(sys.argv[2]):
        print(f"{r['path']} {r['headers']}: not {sys.argv[2]}")
PYTHON
}
says() { # LINE: the program has printed it, and nothing else
  [ "$(cat "$work/stderr")" = "telinject: warning: $1" ] || cat "$work/stderr"
}

fresh; receive
OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:$port/base/ OTEL_EXPORTER_OTLP_HEADERS='authorization=Bearer%20t' run ends 5000
row 'protobuf is the default; the base endpoint gets the path' "$(quiet; each_request "r['path'] == '/base/v1/traces'"
  each_request "r['headers']['Content-Type'] == 'application/x-protobuf' and r['headers']['Content-Encoding'] == 'gzip' and r['headers']['authorization'] == 'Bearer t'")" received.otlp 5001
fresh; receive
OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:9 OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://127.0.0.1:$port/as/is \
  OTEL_EXPORTER_OTLP_HEADERS=a=1 OTEL_EXPORTER_OTLP_TRACES_HEADERS=b=2 OTEL_EXPORTER_OTLP_PROTOCOL=http/json OTEL_EXPORTER_OTLP_COMPRESSION=none run ends 5000
row 'JSON; the endpoint of traces is used as it is' "$(quiet; each_request "r['path'] == '/as/is' and r['headers']['Content-Type'] == 'application/json'"
  each_request "'Content-Encoding' not in r['headers'] and r['headers'].get('b') == '2' and 'a' not in r['headers']")" received.json 5001

fresh; receive
export OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:$port
OTEL_EXPORTER_OTLP_PROTOCOL=grpc run ends 10
row 'gRPC is refused with a message' "$(says 'OTEL_EXPORTER_OTLP_PROTOCOL=grpc: telinject does not send by gRPC; using http/protobuf')" received.otlp 11
fresh; receive --port "$port"
TELEMETRY_FORMAT=v3 run ends 10
row 'another format is refused with a message' "$(says 'TELEMETRY_FORMAT=v3: TELEMETRY_OUTPUT=otlp sends another format; using otlp')" received.otlp 11
fresh; receive --port "$port"
TELEMETRY_FORMAT=otlp_json run ends 10
row 'TELEMETRY_FORMAT chooses the encoding' "$(quiet)" received.json 11
fresh; receive --port "$port"
OTEL_BSP_MAX_EXPORT_BATCH_SIZE=5 OTEL_BSP_SCHEDULE_DELAY=100 run ends 99
row 'batches of five spans' "$(quiet; [ "$(wc -l <"$work/in/requests.jsonl")" -ge 20 ] || wc -l "$work/in/requests.jsonl")" received.otlp 100

for protocol in protobuf json; do
  fresh; receive --port "$port" --faults partial:7
  OTEL_EXPORTER_OTLP_PROTOCOL=http/$protocol run ends 10
  row "partial success is counted and not sent again: $protocol" "$(says 'the receiver of telemetry rejects spans of batches that it takes; the summary has their number'
    each_request "r['status'] == 200"; [ "$(sort <(grep -o '"batch": "[^"]*"' "$work/in/requests.jsonl") | uniq -d)" = '' ] || echo 'sent again')" received.$([ $protocol = json ] && echo json || echo otlp) 11
done
fresh; receive --port "$port" --faults 400,200
OTEL_BSP_MAX_EXPORT_BATCH_SIZE=5 run ends 19
row '400: the batch is lost' "$(says 'the receiver of telemetry refuses it; its events are lost: HTTP 400')" received.otlp 20 --lost 5
fresh; receive --port "$port" --faults 503,429:1,200
run waits 19 3500
row '503, 429, then up' "$(quiet)" received.otlp 20
fresh; receive --port "$port"; stop
run ends 1000
receive --port "$port"
run waits 10 2500
row 'down, then up: the next start sends the spool' "$(quiet; find "$work/spool" -name '*.batch')" received.otlp 1012
fresh; receive --port "$port" --faults slow:0.01
run children 500
row 'forked in the middle of requests' "$(quiet)" received.otlp 2004
fresh; receive --tls "$work/certificate.pem" "$work/key.pem"
OTEL_EXPORTER_OTLP_ENDPOINT=https://localhost:$port OTEL_EXPORTER_OTLP_CERTIFICATE=$work/certificate.pem run ends 10
row 'https, with a certificate' "$(quiet)" received.otlp 11

# Log records of exceptions, which have an endpoint of their own: what is refused or rejected there leaves the spans alone.
"$build/bin/telinject" cc -- g++ -std=c++20 -O1 -g "$here/otlp_ways.cpp" -o "$work/throws" -L"$build/lib" "-Wl,-rpath,$build/lib" -lsqlite3 -lpthread || exit 2
export OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:$port TELEMETRY_BUDGET=off OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN=logs
log_row() { # NAME MESSAGE EXPRESSION over logs, spans, counts: numbers of records and exceptions, and the summary's
  verdict "$1" "$2$(python3 - "$work/in" "$3" <<'PYTHON'
import json, pathlib, sys
folder = pathlib.Path(sys.argv[1])
def lines(name):
    return [json.loads(line) for line in (folder / name).read_text().splitlines()] if (folder / name).exists() else []
spans = [s for r in lines("received.json") for x in r["resourceSpans"] for y in x["scopeSpans"] for s in y["spans"]]
logs = [s for r in lines("logs.json") for x in r["resourceLogs"] for y in x["scopeLogs"] for s in y["logRecords"]]
counts = {a["key"]: int(a["value"]["intValue"]) for s in spans if s["name"] == "telemetry_summary" for a in s["attributes"] if a["key"].startswith("export.")}
named = {s["name"] for s in spans}
if not {"risky", "guarded", "main"} <= named or not eval(sys.argv[2]):
    print("spans:", len(spans), "logs:", len(logs), "counts:", counts)
PYTHON
)"
}
export OTEL_EXPORTER_OTLP_PROTOCOL=http/json
fresh; receive
export OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:$port
(cd "$work" && OTEL_EXPORTER_OTLP_LOGS_ENDPOINT=http://127.0.0.1:$port/own/logs OTEL_EXPORTER_OTLP_LOGS_HEADERS=only=logs ./throws 2>"$work/stderr")
log_row 'log records go to their endpoint, with their headers' "$(quiet; each_request "(r['path'] == '/own/logs') == (r['headers'].get('only') == 'logs') and r['path'] in ('/own/logs', '/v1/traces')")" "len(logs) == 4 and not counts"
fresh; receive --port "$port" --log-faults 400
(cd "$work" && ./throws 2>"$work/stderr")
log_row 'log records that are refused are lost and counted; spans arrive' "$(says 'the receiver of log records refuses them; they are lost: HTTP 400')" "not logs and counts['export.lost_log_records'] == 4 and counts['export.lost'] == 0"
fresh; receive --port "$port" --log-faults partial:3
(cd "$work" && ./throws 2>"$work/stderr")
log_row 'log records that are rejected are counted' "$(says 'the receiver of telemetry rejects log records of batches that it takes; the summary has their number')" "counts['export.rejected_log_records'] == 3 and counts['export.rejected_spans'] == 0 and counts['export.sent_log_records'] == 4"
fresh; receive --port "$port" --log-faults 503
(cd "$work" && TELEMETRY_EXIT_TIMEOUT_MS=300 ./throws 2>"$work/stderr")
left=$(find "$work/spool" -name '*.batch' | wc -l)
receive --port "$port"
(cd "$work" && ./throws 2>"$work/stderr")
log_row 'log records for which the endpoint has no time arrive with the next start' "$([ "$left" -ge 1 ] || echo 'the spool was empty'; find "$work/spool" -name '*.batch')" "len(logs) == 8"

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
