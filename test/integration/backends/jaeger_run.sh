#!/usr/bin/env bash
# Jaeger takes what TELEMETRY_OUTPUT=otlp sends: the trace that its query service answers is the tree that the program writes as
# lines.  Jaeger is built once, into the user's cache.   jaeger_run.sh BUILD
. "$(dirname "$0")/../lib.sh"
here=$(cd "$here/.." && pwd)
skip() { echo "skipped: Jaeger: $1"; echo "0 passed, 0 failed"; exit 0; }
command -v go >/dev/null || skip "no Go here (1.25 or newer)"
cache=${XDG_CACHE_HOME:-$HOME/.cache}/telinject-tests
jaeger=$cache/jaeger-$(cat "$here"/backends/jaeger/go.* | cksum | cut -d ' ' -f 1)
if [ ! -x "$jaeger" ]; then
  mkdir -p "$cache"
  (cd "$here/backends/jaeger" && nice go build -p 2 -ldflags '-s -w' -o "$jaeger.part" github.com/jaegertracing/jaeger/cmd/all-in-one) >"$work/go.log" 2>&1 ||
    skip "it does not build: $(tail -n 1 "$work/go.log")"
  mv "$jaeger.part" "$jaeger"
fi
cd "$work" || exit 1
unset http_proxy HTTP_PROXY
free_ports() { python3 -c 'import socket
sockets = [socket.socket() for _ in range(7)]
for s in sockets: s.bind(("127.0.0.1", 0))
print(*(s.getsockname()[1] for s in sockets))'; }
read -r otlp grpc query query_grpc admin http collector < <(free_ports)
"$jaeger" --collector.otlp.enabled=true --collector.otlp.http.host-port="127.0.0.1:$otlp" --collector.otlp.grpc.host-port="127.0.0.1:$grpc" \
  --query.http-server.host-port="127.0.0.1:$query" --query.grpc-server.host-port="127.0.0.1:$query_grpc" --admin.http.host-port="127.0.0.1:$admin" \
  --collector.http-server.host-port="127.0.0.1:$http" --collector.grpc-server.host-port="127.0.0.1:$collector" >jaeger.log 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null; wait "$server" 2>/dev/null; rm -rf "$work"' EXIT
for _ in $(seq 300); do curl -sf --noproxy '*' "http://127.0.0.1:$query/api/services" >/dev/null && break; sleep 0.1; done

. "$here/queries_program.sh"
build_queries_program
env TELEMETRY_ENABLED=1 TELEMETRY_BUDGET=off TELEMETRY_OUTPUT=file TELEMETRY_FILE=lines.jsonl ./program 2.0
for encoding in protobuf json; do
  env TELEMETRY_ENABLED=1 TELEMETRY_BUDGET=off TELEMETRY_EXPORT=full TELEMETRY_OUTPUT=otlp OTEL_EXPORTER_OTLP_ENDPOINT="http://127.0.0.1:$otlp" OTEL_EXPORTER_OTLP_PROTOCOL=http/$encoding \
    TELEMETRY_SPOOL_DIR=off SERVICE_NAME=shop-$encoding SERVICE_VERSION=2.0 ./program 2.0 2>stderr
  for _ in $(seq 100); do
    curl -s --noproxy '*' "http://127.0.0.1:$query/api/traces?service=shop-$encoding&limit=10" >traces.json
    [ "$(grep -o '"spanID"' traces.json | wc -l)" -ge 63 ] && break
    sleep 0.1
  done
  out=$(python3 "$here/backends/jaeger_check.py" traces.json lines.jsonl 2>&1)
  printf '        %s\n' "$(head -n 1 <<<"$out")"
  verdict "Jaeger, http/$encoding" "$(cat stderr)$(sed '1{/^sent /d}' <<<"$out")"
done

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
