#!/usr/bin/env bash
# Each format that goes to a receiver × each fault of the receiver, of the network and of the program: how many spans were sent, have
# arrived, are equal, are lost, are doubled.  http_run.sh and otlp_send_run.sh look more closely at single faults.
#   matrix_run.sh BUILD
. "$(dirname "$0")/../lib.sh"
here=$(cd "$here/.." && pwd)
python=$(python_with opentelemetry-proto opentelemetry.proto.collector.trace.v1.trace_service_pb2) ||
  { echo "skipped: matrix: opentelemetry-proto cannot be installed: $python"; echo "0 passed, 0 failed"; exit 0; }
. "$here/receiving.sh"
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=other -keyout "$work/other-key.pem" -out "$work/other.pem" 2>/dev/null
printf '#include <unistd.h>\nint getaddrinfo(const char *a, const char *b, const void *c, void *d) { (void)a; (void)b; (void)c; (void)d; sleep(30); return -2; }\n' >"$work/names.c"
gcc -shared -fPIC -o "$work/names.so" "$work/names.c"

# row FAULT SPANS WANT: what became of them.
row() {
  local out
  out=$("$python" "$here/backends/matrix_check.py" "$format" "$work/in" "$work/spool" "$2" "$3" 2>&1)
  printf '        %s\n' "$(head -n 1 <<<"$out")"
  verdict "$output, $format, $export: $1" "$(cat "$work/receiver.log")$(sed '1{/^sent /d}' <<<"$out")"
}
to() { # URL: where spans go
  export RECEIVER_URL=$1 OTEL_EXPORTER_OTLP_ENDPOINT=$1
}
start() { fresh; receive ${port:+--port "$port"} "$@"; to "http://127.0.0.1:$port"; } # OPTION…: a receiver, on one port
port=

faults() {
  start; run ends 300; row 'none' 301 arrive
  start; stop; run ends 300; row 'down until the end' 301 wait
  receive --port "$port"; to "http://127.0.0.1:$port"; run waits 10 1500; row '... and up at the next start' 312 arrive
  start; stop
  "$work/ways" goes_on 300 2000 2>"$work/stderr" &
  pid=$!
  sleep 0.4; receive --port "$port"; to "http://127.0.0.1:$port"; wait "$pid"
  row 'down, then up' 602 either # http_run.sh has it with times
  start --faults 'reset*2,drop,200'; run waits 300 2500; row 'connections that break' 301 arrive
  start --faults '503,429:1,200'; run waits 300 3500; row '503, 429 with Retry-After, then up' 301 arrive
  start --faults slow:0.3; TELEMETRY_EXIT_TIMEOUT_MS=300 run ends 3000; row 'slow' 3001 either
  start --faults hang; TELEMETRY_EXIT_TIMEOUT_MS=200 run ends 300; row 'never answers' 301 wait
  start --faults '400,200'; TELEMETRY_BATCH_EVENTS=10 run ends 300; row '400, then up' 301 counted
  start --faults '302,200'; TELEMETRY_BATCH_EVENTS=10 run ends 300; row 'a redirect, then up' 301 counted
  start; run children 300; row 'fork' 1204 either
  start; { run aborts 300; } 2>/dev/null; row 'abort' 301 arrive
  start --faults slow:0.2; { run killed 3000 700; } 2>/dev/null; row 'SIGKILL' 3001 any
  start --tls "$work/certificate.pem" "$work/key.pem"; to "https://localhost:$port"
  CURL_CA_BUNDLE=$work/certificate.pem run ends 300; row 'https' 301 arrive
  start --tls "$work/certificate.pem" "$work/key.pem"; to "https://localhost:$port"
  CURL_CA_BUNDLE=$work/other.pem run ends 300; row 'a wrong certificate' 301 wait
  start; to http://collector.example:80; http_proxy=http://127.0.0.1:$port run ends 300; row 'a proxy' 301 arrive
  start; to http://collector.example; LD_PRELOAD=$work/names.so TELEMETRY_EXIT_TIMEOUT_MS=300 run ends 300; row 'a name service that hangs' 301 wait
}
export TELEMETRY_EXIT_TIMEOUT_MS=60000 # also on a slow machine
export=full
export TELEMETRY_EXPORT=full
output=http; export TELEMETRY_OUTPUT=http
for format in v3 ecs datadog splunk_hec; do
  export TELEMETRY_FORMAT=$format
  faults
done
output=otlp; export TELEMETRY_OUTPUT=otlp
for format in otlp otlp_json; do
  export TELEMETRY_FORMAT=$format
  faults
done

# Folded: the trace is sent when its root ends; the calls that were folded are in its sums.
export=folded
export TELEMETRY_EXPORT=folded TELEMETRY_SPAN_BUDGET=10000
for output in http otlp; do
  export TELEMETRY_OUTPUT=$output
  for format in $([ $output = http ] && echo v3 ecs datadog splunk_hec || echo otlp otlp_json); do
    export TELEMETRY_FORMAT=$format
    start; run ends 300; row 'none' 301 arrive
    start; TELEMETRY_SPAN_BUDGET=50 run ends 300; row 'none; a trace over the budget of 50 spans' 301 folded
    start; stop; run ends 300; row 'down until the end' 301 wait
    receive --port "$port"; to "http://127.0.0.1:$port"; run waits 10 1500; row '... and up at the next start' 312 arrive
    start; { run aborts 300; } 2>/dev/null; row 'abort' 301 arrive
  done
done

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
