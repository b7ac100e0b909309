#!/usr/bin/env bash
# Checks the aspects of hiredis, of the C API of MySQL of libpq's prepared and asynchronous calls and of sqlite3's
# failures against the real libraries and servers: programs of C and C++, with each compiler.   c_databases_run.sh BUILD
. "$(dirname "$0")/lib.sh"
cd "$work" || exit 1
cp "$here"/c_databases/* .
folder=$(mktemp -d) # the path of a socket is short
servers=() postgres=
trap 'stop_postgres; for server in "${servers[@]}"; do kill -9 "$server"; done 2>/dev/null; wait 2>/dev/null; rm -rf "$work" "$folder"' EXIT

await() { # COMMAND...: until it succeeds, a minute at most
  for _ in $(seq 600); do
    "$@" >/dev/null 2>&1 && return
    sleep 0.1
  done
  return 1
}

start_redis() {
  redis-server --port 0 --unixsocket "$folder/redis" --dir "$folder" --save "" --appendonly no >redis.log 2>&1 &
  servers+=($!)
  await redis-cli -s "$folder/redis" ping
}

start_mariadb() {
  local user
  user=$(id -un)
  mariadb-install-db --no-defaults --datadir="$folder/data" --user="$user" --auth-root-authentication-method=normal \
    --skip-test-db >mariadb.log 2>&1 || return
  mariadbd --no-defaults --datadir="$folder/data" --user="$user" --socket="$folder/mariadb" --skip-networking \
    --skip-grant-tables --pid-file="$folder/pid" >>mariadb.log 2>&1 &
  servers+=($!)
  await mariadb-admin --no-defaults --socket="$folder/mariadb" ping
}

# PostgreSQL refuses to run as root.
as_postgres() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }
start_postgres() {
  chmod 755 "$folder"
  mkdir "$folder/pg" && { [ "$(id -u)" != 0 ] || chown postgres "$folder/pg"; } || return
  postgres=$(ls -d /usr/lib/postgresql/*/bin | tail -n 1)
  (cd / && as_postgres "$postgres/initdb" -D "$folder/pg/data" -U postgres -A trust --no-sync) >postgres.log 2>&1 &&
    (cd / && as_postgres "$postgres/pg_ctl" -D "$folder/pg/data" -w -t 60 -l "$folder/pg/log" -o "-c listen_addresses= -k $folder/pg -c fsync=off" start) >>postgres.log 2>&1
}
stop_postgres() { [ -z "$postgres" ] || (cd / && as_postgres "$postgres/pg_ctl" -D "$folder/pg/data" -m immediate stop) >/dev/null 2>&1; }

forget_data() { redis-cli -s "$folder/redis" flushall >/dev/null; }

program() { # NAME ARGUMENT FLAVOUR SOURCE LIBRARIES COMPILER OPTION...
  local name=$1 argument=$2 flavour=$3 source=$4 libraries=$5 problem status
  shift 5
  if ! problem=$("$build/bin/telinject" cc --strict --ledger ledger -- "$@" -Wall -Wextra -Werror "$source" -o program $libraries 2>&1); then
    verdict "$name $flavour builds" "${problem:0:800}"
    return
  fi
  "$@" "$source" -o plain $libraries || verdict "$name $flavour" "the original does not build"
  forget_data
  ./plain "$argument" >expected 2>&1
  forget_data
  ./program "$argument" >off 2>&1
  cmp -s expected off || verdict "$name $flavour off" "prints something else"
  rm -f out.jsonl
  forget_data
  TELEMETRY_ENABLED=1 TELEMETRY_OUTPUT=file TELEMETRY_FILE=out.jsonl timeout 60 ./program "$argument" >on 2>&1
  status=$?
  if [ "$status" != 0 ]; then verdict "$name $flavour" "exit status $status; $(tail -c 300 on)"; return; fi
  cmp -s expected on || { verdict "$name $flavour on" "prints something else: $(diff expected on | head -n 5)"; return; }
  problem=$("$build/bin/telinject-events" validate out.jsonl 2>&1) && problem=$(python3 c_databases_check.py "$name" out.jsonl "$argument" 2>&1)
  verdict "$name $flavour" "$problem"
}

start_redis || verdict "Redis starts" "$(tail -n 5 redis.log)"
start_mariadb || verdict "MariaDB starts" "$(tail -n 5 mariadb.log)"
start_postgres || verdict "PostgreSQL starts" "$(tail -n 5 postgres.log)"
pq="host=$folder/pg user=postgres dbname=postgres"
for flavour in "gcc -O0" "gcc -O2" "clang-$llvm -O1"; do
  program redis "$folder/redis" "$flavour" redis_calls.c "-lhiredis" $flavour -std=gnu99
  program mysql "$folder/mariadb" "$flavour" mysql_calls.c "-lmariadb" $flavour -std=gnu99 -I/usr/include/mariadb
  program postgresql "$pq" "$flavour" pq_async.c "-lpq" $flavour -std=gnu99 -I/usr/include/postgresql
  program sqlite none "$flavour" sqlite_more.c "-lsqlite3" $flavour -std=gnu99
done
for flavour in "g++ -O0" "g++ -O2" "clang++-$llvm -O1"; do
  program redis "$folder/redis" "$flavour" redis_calls.cpp "-lhiredis" $flavour
  program mysql "$folder/mariadb" "$flavour" mysql_calls.cpp "-lmariadb" $flavour -I/usr/include/mariadb
  program postgresql "$pq" "$flavour" pq_async.cpp "-lpq" $flavour -I/usr/include/postgresql
  program sqlite none "$flavour" sqlite_more.cpp "-lsqlite3" $flavour
done

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
