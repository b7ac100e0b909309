#!/usr/bin/env bash
# Checks the aspects of libevent, Poco, Boost.Beast and Qt: clients against a server on loopback, and servers that curl asks.
#   http_libraries_run.sh BUILD
. "$(dirname "$0")/lib.sh"
cd "$work" || exit 1
cp "$here"/http_libraries/* "$here"/http_libraries/.telinject.json "$here/aspects/http_server.py" "$here/library_calls.py" .
unset http_proxy HTTP_PROXY no_proxy

# A server on loopback, which answers /status/N with that status; it prints its port, and ends with its standard input.
coproc server { exec python3 http_server.py; }
server_id=$server_PID
exec {to_server}>&"${server[1]}"
eval "exec ${server[1]}>&-"
read -r -u "${server[0]}" port || { echo "the server did not start"; exit 1; }

. "$here/library_calls.sh"
for flavour in "gcc -O0" "gcc -O2" "clang-$llvm -O1"; do
  library_program http_libraries_check.py libevent "$port" "$flavour" libevent_calls.c "-levent" $flavour -std=c99
done
for flavour in "g++ -O2" "clang++-$llvm -O0"; do
  library_program http_libraries_check.py poco "$port" "$flavour" poco_calls.cpp "-lPocoNet -lPocoFoundation" $flavour -std=c++17
  library_program http_libraries_check.py beast "$port" "$flavour" beast_calls.cpp "-lpthread" $flavour -std=c++17
  library_program http_libraries_check.py qt "$port" "$flavour" qt_calls.cpp "-lQt5Network -lQt5Core" $flavour -std=c++17 -fPIC $(pkg-config --cflags Qt5Network)
done
exec {to_server}>&-
wait "$server_id"

# NAME FLAVOUR SOURCE LIBRARIES ROUTE COMPILER OPTION...: a server that continues the traces of its clients.
server_program() {
  local name=${1,,} row="$1, server, $2:" source=$3 libraries=$4 route=$5 trace=0af7651916cd43dd8448eb211c80319c path problem on
  shift 5
  problem=$("$build/bin/telinject" cc --strict --ledger ledger -- "$@" -Wall -Wextra "$source" -o program $libraries 2>&1) || {
    verdict "$row builds" "${problem:0:800}"
    return
  }
  rm -f server.jsonl
  for on in off on; do
    coproc server { [ "$on" = off ] || export TELEMETRY_ENABLED=1 TELEMETRY_OUTPUT=file TELEMETRY_FILE=server.jsonl; exec ./program 2>server.log; }
    server_id=$server_PID
    exec {to_server}>&"${server[1]}"
    eval "exec ${server[1]}>&-"
    read -r -u "${server[0]}" port
    for path in /users /gone /fail; do
      curl -s -H "traceparent: 00-$trace-b7ad6b7169203331-01" -H 'Authorization: Bearer hunter2' -o /dev/null -w '%{http_code}\n' "http://127.0.0.1:$port$path?token=hunter2"
    done >answers
    exec {to_server}>&-
    wait "$server_id" || verdict "$row $on" "it failed: $(tail -c 300 server.log)"
    verdict "$row $on" "$(diff <(printf '200\n404\n500\n') answers)"
  done
  problem=$("$build/bin/telinject-events" validate server.jsonl 2>&1) &&
    problem=$(diff <(printf '%s 200 %s\nGET 404 %s\nGET 500 %s\n' "$route" $trace $trace $trace) <(python3 - <<'END'
import json
events = [json.loads(line) for line in open("server.jsonl", encoding="utf-8")]
ends = {event["span_id"]: event for event in events if event["event_type"] == "http_response"}
for event in sorted((event for event in events if event["event_type"] == "http_request"), key=lambda event: event["timestamp_ns"]):
    print(event["event"]["name"], ends[event["span_id"]]["http"]["response"]["status_code"], event["trace_id"])
END
))
  verdict "$row requests" "$problem"
  verdict "$row keeps secrets" "$(grep -o 'hunter2.*' server.jsonl | head -c 100)"
  # Of three requests one fails.
  printf '%s-server\t3\t%d\t1\t%d\t%d\n' "$name" "$(grep -c '"event_type":"http_request"' server.jsonl)" \
    "$(grep '"event_type":"http_response"' server.jsonl | grep -c '"error":{')" "$(grep -c hunter2 server.jsonl)" >>counts
}
for flavour in "gcc -O2" "clang-$llvm -O0"; do
  server_program libevent "$flavour" libevent_server.c "-levent" "GET /users" $flavour -std=c99 -D_GNU_SOURCE
done
for flavour in "g++ -O2" "clang++-$llvm -O0"; do
  server_program Poco "$flavour" poco_server.cpp "-lPocoNet -lPocoFoundation" GET $flavour -std=c++17
done

library_table
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
