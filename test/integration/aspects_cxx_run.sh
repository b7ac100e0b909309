#!/usr/bin/env bash
# Checks the aspects of SQLiteCpp, libpqxx and the client of cpp-httplib against the real libraries and servers, with each
# compiler.  The drivers below them are aspects too: one span for each call.   aspects_cxx_run.sh BUILD
. "$(dirname "$0")/lib.sh"
cd "$work" || exit 1
cp "$here"/aspects_cxx/* "$here"/aspects_cxx/.telinject.json "$here/aspects/http_server.py" .

# A server on loopback, which answers /status/N with that status; it prints its port, and ends with its standard input.
coproc server { exec python3 http_server.py; }
read -r -u "${server[0]}" port || { echo "the server did not start"; exit 1; }

. "$here/databases.sh"

program() { # NAME ARGUMENT FLAVOUR LIBRARIES COMPILER OPTION...
  local name=$1 argument=$2 flavour=$3 libraries=$4 source=$1_calls.cpp problem status
  shift 4
  if ! problem=$("$build/bin/telinject" cc --strict --ledger ledger -- "$@" -Wall -Wextra -Werror "$source" -o program $libraries 2>&1); then
    verdict "$name $flavour builds" "${problem:0:800}"
    return
  fi
  "$@" "$source" -o plain $libraries || verdict "$name $flavour" "the original does not build"
  ./plain "$argument" >expected 2>&1
  ./program "$argument" >off 2>&1
  cmp -s expected off || verdict "$name $flavour off" "prints something else"
  rm -f out.jsonl
  TELEMETRY_ENABLED=1 TELEMETRY_OUTPUT=file TELEMETRY_FILE=out.jsonl timeout 60 ./program "$argument" >on 2>&1
  status=$?
  if [ "$status" != 0 ]; then verdict "$name $flavour" "exit status $status; $(tail -c 300 on)"; return; fi
  cmp -s expected on || { verdict "$name $flavour on" "prints something else: $(diff expected on | head -n 5)"; return; }
  problem=$("$build/bin/telinject-events" validate out.jsonl 2>&1) && problem=$(python3 aspects_cxx_check.py "$name" out.jsonl 2>&1)
  verdict "$name $flavour" "$problem"
}

start_postgres || verdict "PostgreSQL starts" "$(tail -n 5 postgres.log 2>&1)"
pq="host=$folder/pg user=postgres dbname=postgres"
for flavour in "g++ -O0" "g++ -O2" "clang++-$llvm -O1"; do
  program sqlitecpp none "$flavour" "-lSQLiteCpp -lsqlite3" $flavour -std=c++17
  program pqxx "$pq" "$flavour" "-lpqxx -lpq" $flavour -std=c++17
  program httplib "$port" "$flavour" "-lcpp-httplib -lssl -lcrypto -lpthread" $flavour -std=c++17 $(pkg-config --cflags cpp-httplib)
done

exec {server[1]}>&-

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
