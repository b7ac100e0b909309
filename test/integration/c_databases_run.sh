#!/usr/bin/env bash
# Checks the aspects of hiredis, of the C API of MySQL of libpq's prepared and asynchronous calls and of sqlite3's
# failures against the real libraries and servers: programs of C and C++, with each compiler.   c_databases_run.sh BUILD
. "$(dirname "$0")/lib.sh"
cd "$work" || exit 1
cp "$here"/c_databases/* .
. "$here/databases.sh"


. "$here/library_calls.sh"
forget_data() { redis-cli -s "$folder/redis" flushall >/dev/null; }
cp "$here/library_calls.py" .

start_redis || verdict "Redis starts" "$(tail -n 5 redis.log)"
start_mariadb || verdict "MariaDB starts" "$(tail -n 5 mariadb.log)"
start_postgres || verdict "PostgreSQL starts" "$(tail -n 5 postgres.log)"
pq="host=$folder/pg user=postgres dbname=postgres"
for flavour in "gcc -O0" "gcc -O2" "clang-$llvm -O1"; do
  library_program c_databases_check.py redis "$folder/redis" "$flavour" redis_calls.c "-lhiredis" $flavour -std=gnu99
  library_program c_databases_check.py mysql "$folder/mariadb" "$flavour" mysql_calls.c "-lmariadb" $flavour -std=gnu99 -I/usr/include/mariadb
  library_program c_databases_check.py postgresql "$pq" "$flavour" pq_async.c "-lpq" $flavour -std=gnu99 -I/usr/include/postgresql
  for connection in "Driver=SQLite3;Database=:memory:" "Driver=PostgreSQL Unicode;Servername=$folder/pg;Database=postgres;Username=postgres"; do
    library_program c_databases_check.py odbc "$connection" "$flavour" odbc_calls.c "-lodbc" $flavour -std=gnu99
  done
  library_program c_databases_check.py sqlite_more none "$flavour" sqlite_more.c "-lsqlite3" $flavour -std=gnu99
done
for flavour in "g++ -O0" "g++ -O2" "clang++-$llvm -O1"; do
  library_program c_databases_check.py redis "$folder/redis" "$flavour" redis_calls.cpp "-lhiredis" $flavour
  library_program c_databases_check.py mysql "$folder/mariadb" "$flavour" mysql_calls.cpp "-lmariadb" $flavour -I/usr/include/mariadb
  library_program c_databases_check.py postgresql "$pq" "$flavour" pq_async.cpp "-lpq" $flavour -I/usr/include/postgresql
  for connection in "Driver=SQLite3;Database=:memory:" "Driver=PostgreSQL Unicode;Servername=$folder/pg;Database=postgres;Username=postgres"; do
    library_program c_databases_check.py odbc "$connection" "$flavour" odbc_calls.cpp "-lodbc" $flavour
  done
  library_program c_databases_check.py sqlite_more none "$flavour" sqlite_more.cpp "-lsqlite3" $flavour
done

library_table
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
