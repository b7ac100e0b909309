#!/usr/bin/env bash
# Checks the aspects of hiredis, of the C API of MySQL of libpq's prepared and asynchronous calls and of sqlite3's
# failures against the real libraries and servers: programs of C and C++, with each compiler.   c_databases_run.sh BUILD
. "$(dirname "$0")/lib.sh"
cd "$work" || exit 1
cp "$here"/c_databases/* .
. "$here/databases.sh"

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
