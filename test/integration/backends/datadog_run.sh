#!/usr/bin/env bash
# Datadog's test agent takes what TELEMETRY_OUTPUT=otlp sends: each span arrives once, in its trace, under its parent, and no check
# of the agent fails.   datadog_run.sh BUILD
. "$(dirname "$0")/../lib.sh"
here=$(cd "$here/.." && pwd)
python=$(python_with ddapm-test-agent==1.69.1 ddapm_test_agent) || { echo "skipped: Datadog's test agent cannot be installed: $python"; echo "0 passed, 0 failed"; exit 0; }
cd "$work" || exit 1
unset http_proxy HTTP_PROXY
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
port=$(free_port) otlp=$(free_port) grpc=$(free_port)
"$(dirname "$python")/ddapm-test-agent" --port "$port" --otlp-http-port "$otlp" --otlp-grpc-port "$grpc" --web-ui-port 0 >agent.log 2>&1 &
agent=$!
trap 'kill "$agent" 2>/dev/null; wait "$agent" 2>/dev/null; rm -rf "$work"' EXIT
for _ in $(seq 300); do python3 -c "import socket; socket.create_connection(('127.0.0.1', $otlp))" 2>/dev/null && break; sleep 0.1; done

. "$here/queries_program.sh"
build_queries_program
env TELEMETRY_ENABLED=1 TELEMETRY_BUDGET=off TELEMETRY_OUTPUT=file TELEMETRY_FILE=lines.jsonl ./program 2.0
for compression in none gzip; do
  ask() { curl -s --noproxy '*' "http://127.0.0.1:$port/test/$1?test_session_token=$compression"; }
  ask session/start >/dev/null
  env TELEMETRY_ENABLED=1 TELEMETRY_BUDGET=off TELEMETRY_EXPORT=full TELEMETRY_OUTPUT=otlp OTEL_EXPORTER_OTLP_ENDPOINT="http://127.0.0.1:$otlp" \
    OTEL_EXPORTER_OTLP_HEADERS="X-Datadog-Test-Session-Token=$compression" OTEL_EXPORTER_OTLP_COMPRESSION=$compression TELEMETRY_SPOOL_DIR=off \
    SERVICE_NAME=shop SERVICE_VERSION=2.0 ./program 2.0 2>stderr
  ask session/requests >requests.json
  out=$("$python" "$here/backends/datadog_check.py" requests.json lines.jsonl 2>&1)
  printf '        %s\n' "$(head -n 1 <<<"$out")"
  verdict "OTLP, $compression" "$(cat stderr)$(sed '1{/^sent /d}' <<<"$out")"
  verdict "the agent's checks, $compression" "$(ask trace_check/failures | grep -v '^200: OK$')"
done

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
