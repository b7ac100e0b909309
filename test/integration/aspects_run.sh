#!/usr/bin/env bash
# Checks the aspects of sqlite3, libcurl and libpq against the real libraries and servers, and one for a library that telinject does not know:
# programs of C and C++, with each compiler.   aspects_run.sh BUILD
. "$(dirname "$0")/lib.sh"
cd "$work" || exit 1
cp "$here"/aspects/* "$here"/aspects/.telinject.json .

# A server on loopback, which answers /status/N with that status; it prints its port, and ends with its standard input.
coproc server { exec python3 http_server.py; }
read -r -u "${server[0]}" port || { echo "the server did not start"; exit 1; }

. "$here/databases.sh"

program() { # NAME FLAVOUR SOURCE LIBRARIES COMPILER OPTION...
  local name=$1 flavour=$2 source=$3 libraries=$4 problem status
  shift 4
  if ! problem=$("$build/bin/telinject" cc --strict --ledger ledger -- "$@" -Wall -Wextra -Werror "$source" -o program $libraries 2>&1); then
    verdict "$name $flavour builds" "${problem:0:800}"
    return
  fi
  "$@" "$source" -o plain $libraries || verdict "$name $flavour" "the original does not build"
  local argument=$port
  [ "$name" = pq ] && argument="host=$folder/pg user=postgres dbname=postgres"
  ./plain "$argument" >expected 2>&1
  ./program "$argument" >off 2>&1
  cmp -s expected off || verdict "$name $flavour off" "prints something else"
  rm -f out.jsonl
  TELEMETRY_ENABLED=1 TELEMETRY_OUTPUT=file TELEMETRY_FILE=out.jsonl timeout 60 ./program "$argument" >on 2>&1
  status=$?
  if [ "$status" != 0 ]; then verdict "$name $flavour" "exit status $status; $(tail -c 300 on)"; return; fi
  cmp -s expected on || { verdict "$name $flavour on" "prints something else"; return; }
  problem=$("$build/bin/telinject-events" validate out.jsonl 2>&1) && problem=$(python3 aspects_check.py "$name" out.jsonl "$port" 2>&1)
  verdict "$name $flavour" "$problem"
}

start_postgres || verdict "PostgreSQL starts" "$(tail -n 5 postgres.log 2>&1)"
for flavour in "gcc -O0" "gcc -O2" "clang-$llvm -O1" "gcc -O2 -DCURL_DISABLE_TYPECHECK"; do
  program sqlite "$flavour" sqlite_calls.c "-lsqlite3" $flavour -std=c99
  program curl "$flavour" curl_calls.c "-lcurl" $flavour -std=c99
  program pq "$flavour" pq_calls.c "-lpq" $flavour -I/usr/include/postgresql
done
for flavour in "g++ -O0" "g++ -O2" "clang++-$llvm -O1"; do
  program sqlite "$flavour" sqlite_calls.cpp "-lsqlite3" $flavour -std=c++17
  program curl "$flavour" curl_calls.cpp "-lcurl" $flavour -std=c++17
  program pq "$flavour" pq_calls.cpp "-lpq" $flavour -I/usr/include/postgresql
done

# A library that telinject does not know, by an aspect of the project alone.
gcc -shared -fPIC unknown_library.c -o libunknown.so
program unknown gcc unknown_calls.c "-L. -lunknown -Wl,-rpath,$work" gcc -O2

exec {server[1]}>&-

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
