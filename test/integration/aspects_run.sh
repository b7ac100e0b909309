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

. "$here/library_calls.sh"
cp "$here/library_calls.py" .

start_postgres || verdict "PostgreSQL starts" "$(tail -n 5 postgres.log 2>&1)"
pq="host=$folder/pg user=postgres dbname=postgres"
for flavour in "gcc -O0" "gcc -O2" "clang-$llvm -O1" "gcc -O2 -DCURL_DISABLE_TYPECHECK"; do
  library_program aspects_check.py sqlite "$port" "$flavour" sqlite_calls.c "-lsqlite3" $flavour -std=c99
  library_program aspects_check.py curl "$port" "$flavour" curl_calls.c "-lcurl" $flavour -std=c99
  library_program aspects_check.py multi "$port" "$flavour" multi_calls.c "-lcurl" $flavour -std=c99
  library_program aspects_check.py pq "$pq" "$flavour" pq_calls.c "-lpq" $flavour -I/usr/include/postgresql
done
for flavour in "g++ -O0" "g++ -O2" "clang++-$llvm -O1"; do
  library_program aspects_check.py sqlite "$port" "$flavour" sqlite_calls.cpp "-lsqlite3" $flavour -std=c++17
  library_program aspects_check.py curl "$port" "$flavour" curl_calls.cpp "-lcurl" $flavour -std=c++17
  library_program aspects_check.py multi "$port" "$flavour" multi_calls.cpp "-lcurl" $flavour -std=c++17
  library_program aspects_check.py pq "$pq" "$flavour" pq_calls.cpp "-lpq" $flavour -I/usr/include/postgresql
done

# A library that telinject does not know, by an aspect of the project alone.
gcc -shared -fPIC unknown_library.c -o libunknown.so
library_program aspects_check.py unknown 0 gcc unknown_calls.c "-L. -lunknown -Wl,-rpath,$work" gcc -O2

exec {server[1]}>&-

library_table
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
