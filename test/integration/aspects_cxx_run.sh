#!/usr/bin/env bash
# Checks the aspects of SQLiteCpp, libpqxx, SOCI and the client of cpp-httplib against the real libraries and servers, with each
# compiler.   aspects_cxx_run.sh BUILD
. "$(dirname "$0")/lib.sh"
cd "$work" || exit 1
cp "$here"/aspects_cxx/* "$here"/aspects_cxx/.telinject.json "$here/aspects/http_server.py" .

# A server on loopback, which answers /status/N with that status; it prints its port, and ends with its standard input.
coproc server { exec python3 http_server.py; }
read -r -u "${server[0]}" port || { echo "the server did not start"; exit 1; }

. "$here/databases.sh"

. "$here/library_calls.sh"
cp "$here/library_calls.py" .

start_postgres || verdict "PostgreSQL starts" "$(tail -n 5 postgres.log 2>&1)"
pq="host=$folder/pg user=postgres dbname=postgres"
for flavour in "g++ -O0" "g++ -O2" "clang++-$llvm -O1"; do
  library_program aspects_cxx_check.py sqlitecpp none "$flavour" sqlitecpp_calls.cpp "-lSQLiteCpp -lsqlite3" $flavour -std=c++17
  library_program aspects_cxx_check.py pqxx "$pq" "$flavour" pqxx_calls.cpp "-lpqxx -lpq" $flavour -std=c++17
  library_program aspects_cxx_check.py soci sqlite3://:memory: "$flavour" soci_calls.cpp "-lsoci_core -lsoci_sqlite3" $flavour -std=c++17
  library_program aspects_cxx_check.py httplib "$port" "$flavour" httplib_calls.cpp "-lcpp-httplib -lssl -lcrypto -lpthread" $flavour -std=c++17 $(pkg-config --cflags cpp-httplib)
done

# The driver below records its calls, too, where it is seen: by the interposer.  Of the two, the outer one counts.
preloaded=$build/lib/libtelinject-aspects.so with=", driver seen"
library_program aspects_cxx_check.py sqlitecpp none "g++ -O2" sqlitecpp_calls.cpp "-lSQLiteCpp -lsqlite3" g++ -O2 -std=c++17
library_program aspects_cxx_check.py pqxx "$pq" "g++ -O2" pqxx_calls.cpp "-lpqxx -lpq" g++ -O2 -std=c++17

exec {server[1]}>&-

library_table
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
