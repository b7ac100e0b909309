#!/usr/bin/env bash
# A client, a front server and a back server, with five databases: each of 1,000 concurrent orders is one trace with all calls, no
# orphan and no wrong parent, and without secrets.   shop_run.sh BUILD [THREADS ORDERS]
. "$(dirname "$0")/lib.sh"
cd "$work" || exit 1
cp "$here"/shop/* .
. "$here/databases.sh"
unset http_proxy HTTP_PROXY no_proxy
threads=${2:-8} orders=${3:-1000}

build() { # NAME SOURCE LIBRARIES COMPILER OPTION...
  local name=$1 source=$2 libraries=$3 problem
  shift 3
  problem=$("$build/bin/telinject" cc --strict --events function,http,database,context -- "$@" -Wall -Wextra "$source" -o "$name" $libraries 2>&1) ||
    verdict "$name builds" "${problem:0:800}"
  "$@" "$source" -o "plain-$name" $libraries || verdict "$name" "the original does not build"
}
build client client.c "-lcurl -lpthread" gcc -O2 -std=gnu99
build back back.c "-lmicrohttpd -lmariadb -lpthread" gcc -O2 -std=gnu99 -I/usr/include/mariadb
build front front.cpp "-lcpp-httplib -lpq -lsqlite3 -lhiredis -lcurl -lpthread" g++ -O2 -std=c++17 -I/usr/include/postgresql

start_redis || verdict "Redis starts" "$(tail -n 5 redis.log)"
start_mariadb || verdict "MariaDB starts" "$(tail -n 5 mariadb.log)"
start_postgres || verdict "PostgreSQL starts" "$(tail -n 5 postgres.log)"
sqlite3 shop.sqlite 'CREATE TABLE shop (id)' 2>/dev/null || : >shop.sqlite

# Starts the servers PREFIXback and PREFIXfront, asks for the orders, and waits for their ends.
serve() { # PREFIX VARIABLE=VALUE...
  local prefix=$1 back_port front_port
  shift
  redis-cli -s "$folder/redis" flushall >/dev/null
  mkfifo back.in front.in
  env "$@" TELEMETRY_FILE=back.jsonl "./${prefix}back" "$folder/mariadb" <back.in >back.port 2>back.log &
  local back=$!
  exec {to_back}>back.in
  await test -s back.port
  back_port=$(cat back.port)
  env "$@" TELEMETRY_FILE=front.jsonl "./${prefix}front" "host=$folder/pg user=postgres dbname=postgres password=hunter2" shop.sqlite "$folder/redis" \
    "http://127.0.0.1:$back_port" <front.in >front.port 2>front.log &
  local front=$!
  exec {to_front}>front.in
  await test -s front.port
  front_port=$(cat front.port)
  env "$@" TELEMETRY_FILE=client.jsonl timeout 120 "./${prefix}client" "http://127.0.0.1:$front_port" "$threads" "$orders" >answers 2>client.log
  exec {to_front}>&- {to_back}>&-
  wait "$front" || echo "front: exit status $?; $(tail -c 300 front.log)" >>answers
  wait "$back" || echo "back: exit status $?; $(tail -c 300 back.log)" >>answers
  rm -f back.in front.in back.port front.port
}

serve plain-
verdict "plain" "$(diff <(echo "$orders of $orders") answers)"
serve ""
verdict "off" "$(diff <(echo "$orders of $orders") answers)"
serve "" TELEMETRY_ENABLED=1 TELEMETRY_BUDGET=off TELEMETRY_OUTPUT=file
verdict "on" "$(diff <(echo "$orders of $orders") answers)"
for process in client front back; do
  verdict "$process: lines are valid" "$("$build/bin/telinject-events" validate $process.jsonl 2>&1 | grep -v 'faults: 0$' | head -n 5)"
done
verdict "$orders orders are $orders traces" "$(python3 "$here/shop_check.py" "$orders" client.jsonl front.jsonl back.jsonl 2>&1 | head -c 2000)"

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
