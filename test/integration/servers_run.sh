#!/usr/bin/env bash
# Checks servers of libmicrohttpd and cpp-httplib, asked by a client of libcurl and by curl: requests are spans, which continue
# the client's traces.   servers_run.sh BUILD
. "$(dirname "$0")/lib.sh"
cd "$work" || exit 1
cp "$here"/servers/* .
unset http_proxy HTTP_PROXY no_proxy

build() { # NAME SOURCE LIBRARIES COMPILER OPTION...
  local name=$1 source=$2 libraries=$3 problem
  shift 3
  problem=$("$build/bin/telinject" cc --strict --ledger ledger -- "$@" -Wall -Wextra "$source" -o "$name" $libraries 2>&1) || {
    verdict "$name: $* builds" "${problem:0:800}"
    return 1
  }
  "$@" "$source" -o "plain-$name" $libraries
}

# Starts ./server with the environment VARIABLE=VALUE..., sets $port.  finish ends it and waits for its lines.
serve() { # PROGRAM VARIABLE=VALUE...
  local program=$1
  shift
  rm -f server.jsonl
  coproc server { exec env "$@" "./$program" 2>server.log; }
  server_id=$server_PID
  exec {to_server}>&"${server[1]}"
  eval "exec ${server[1]}>&-"
  read -r -u "${server[0]}" port
}
finish() {
  exec {to_server}>&-
  wait "$server_id"
  local status=$?
  [ "$status" = 0 ] || verdict "$1 ends" "exit status $status: $(tail -c 300 server.log)"
}
on=(TELEMETRY_ENABLED=1 TELEMETRY_BUDGET=off TELEMETRY_OUTPUT=file SERVICE_NAME=test)
check() { # NAME CHECK ARGUMENT...
  local name=$1 problem
  shift
  problem=$("$build/bin/telinject-events" validate server.jsonl 2>&1) && problem=$(python3 "$here/servers_check.py" "$@" 2>&1)
  verdict "$name" "$problem"
}

requests() { # SERVER: what curl sees of each path
  local path
  for path in $1; do
    curl -s -H 'Authorization: Bearer hunter2' -H 'Cookie: sessionid=hunter2' -w ' %{http_code}\n' "http://127.0.0.1:$port$path?token=hunter2"
  done
  curl -s -d 0123456789 -w ' %{http_code}\n' "http://127.0.0.1:$port/upload"
}

server_ways() { # NAME PATHS FLAVOUR
  local name=$1 flavour=$3
  serve "plain-$name"
  requests "$2" >expected
  finish "$name plain"
  serve "$name"
  requests "$2" >off
  finish "$name off"
  verdict "$flavour off" "$(diff expected off)"
  serve "$name" "${on[@]}" TELEMETRY_FILE=server.jsonl
  requests "$2" >seen
  finish "$name on"
  verdict "$flavour on" "$(diff expected seen)"
  check "$flavour requests" ways server.jsonl "$name.expected"
  verdict "$flavour keeps secrets" "$(python3 "$here/servers_check.py" secrets server.jsonl)"
}

contexts() { # NAME FLAVOUR
  local name=$1 flavour=$2 trace=0af7651916cd43dd8448eb211c80319c span=b7ad6b7169203331
  serve "$name" "${on[@]}" TELEMETRY_FILE=server.jsonl
  curl -s -H "traceparent: 00-$trace-$span-01" "http://127.0.0.1:$port/ok" >/dev/null
  curl -s -H "traceparent: 00-$trace-$span-00" "http://127.0.0.1:$port/ok" >/dev/null
  finish "$name"
  check "$flavour continues what is sampled" continued server.jsonl "$trace" "$span"
  serve "$name" "${on[@]}" TELEMETRY_FILE=server.jsonl OTEL_PROPAGATORS=none
  curl -s -H "traceparent: 00-$trace-$span-00" "http://127.0.0.1:$port/ok" >/dev/null
  curl -s -H "traceparent: nonsense" "http://127.0.0.1:$port/ok" >/dev/null
  finish "$name"
  check "$flavour with OTEL_PROPAGATORS=none" roots server.jsonl 2 2
  serve "$name" "${on[@]}" TELEMETRY_FILE=server.jsonl SAMPLE_RATE=0.5
  ./plain-client "http://127.0.0.1:$port/ok" 4 50 >seen
  finish "$name"
  verdict "$flavour sampled answers" "$(diff <(echo '200 of 200') seen)"
  check "$flavour samples requests" roots server.jsonl 120 280
}

pairs() { # NAME FLAVOUR
  local name=$1 flavour=$2
  serve "$name" "${on[@]}" TELEMETRY_FILE=server.jsonl
  rm -f client.jsonl
  env "${on[@]}" TELEMETRY_FILE=client.jsonl ./client "http://127.0.0.1:$port/ok" 8 100 >seen 2>&1
  finish "$name"
  verdict "$flavour 8 threads, answers" "$(diff <(echo '800 of 800') seen)"
  check "$flavour 8 threads, 1600 requests" pair server.jsonl client.jsonl 1600
  serve "$name" "${on[@]}" TELEMETRY_FILE=server.jsonl
  env "${on[@]}" TELEMETRY_FILE=client.jsonl OTEL_PROPAGATORS=none ./client "http://127.0.0.1:$port/ok" 1 2 >seen 2>&1
  finish "$name"
  check "$flavour a client with OTEL_PROPAGATORS=none" roots server.jsonl 4 4
  serve "$name" "${on[@]}" TELEMETRY_FILE=server.jsonl
  env "${on[@]}" TELEMETRY_FILE=client.jsonl ./client "http://127.0.0.1:$port/ok" 1 1 \
    "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00" >seen 2>&1
  finish "$name"
  check "$flavour the program's own header wins" roots server.jsonl 0 0
}

cat >mhd.expected <<'END'
GET GET /ok 200 INFO None
GET GET /first 200 INFO None
GET GET /fail 500 ERROR 500
GET GET /gone 404 WARN None
POST POST /upload 200 INFO None
END
cat >httplib.expected <<'END'
GET GET /ok 200 INFO None
GET /users/(\d+) GET /users/17 200 INFO None
GET /fail GET /fail 500 ERROR 500
GET /gone GET /gone 404 WARN None
GET /throw GET /throw 0 ERROR std::runtime_error
GET /list GET /list 201 INFO None
GET /bound GET /bound 201 INFO None
POST POST /upload 200 INFO None
END
mhd_paths="/ok /first /fail /gone"
httplib_paths="/ok /users/17 /fail /gone /throw /list /bound"

for flavour in "gcc -O0" "gcc -O2" "clang-$llvm -O1"; do
  build client curl_client.c "-lcurl -lpthread" $flavour -std=c99 -D_GNU_SOURCE || continue
  build mhd mhd_server.c "-lmicrohttpd" $flavour -std=c99 || continue
  server_ways mhd "$mhd_paths" "libmicrohttpd, $flavour:"
  contexts mhd "libmicrohttpd, $flavour:"
  pairs mhd "libmicrohttpd and libcurl, $flavour:"
done
for flavour in "g++ -O2" "clang++-$llvm -O0"; do
  build httplib httplib_server.cpp "-lcpp-httplib -lpthread" $flavour -std=c++17 || continue
  server_ways httplib "$httplib_paths" "cpp-httplib, $flavour:"
  contexts httplib "cpp-httplib, $flavour:"
  pairs httplib "cpp-httplib and libcurl, $flavour:"
done

# Code that is not instrumented sets headers of a handle that instrumented code has made: none is lost.
"$build/bin/telinject" cc --strict -- gcc -Wall -Wextra -c mixed_main.c -o main.o && gcc -c mixed_other.c -o other.o &&
  "$build/bin/telinject" cc -- gcc main.o other.o -o mixed -lcurl || verdict "mixed code builds" "no"
coproc server { exec python3 echo_server.py; }
exec {to_server}>&"${server[1]}"
eval "exec ${server[1]}>&-"
read -r -u "${server[0]}" port
./mixed "http://127.0.0.1:$port/" >off 2>&1
env "${on[@]}" TELEMETRY_FILE=mixed.jsonl ./mixed "http://127.0.0.1:$port/" >seen 2>&1
exec {to_server}>&-
wait "$server_PID"
lines() { printf 'extra=%s traceparent=%s\n' "$@"; }
verdict "headers of other code, off" "$(diff <(lines None no own no other no other no None no) off)"
verdict "headers of other code, on" "$(diff <(lines None yes own yes other yes other yes None yes) seen)"

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
