#!/usr/bin/env bash
# Each query for ClickHouse of docs/queries.md, run by ClickHouse's engine in a process (chdb) over the files of two releases of a
# program, answers what the program did.   clickhouse_run.sh BUILD
. "$(dirname "$0")/../lib.sh"
here=$(cd "$here/.." && pwd)
python=$(python_with chdb==4.4.0 chdb) || { echo "skipped: ClickHouse's engine cannot be installed: $python"; echo "0 passed, 0 failed"; exit 0; }
cd "$work" || exit 1
. "$here/queries_program.sh"
build_queries_program
run_two_releases
while read -r state name; do
  case $state in ok) verdict "$name" "";; *) verdict "${name%%: *}" "${name#*: }";; esac
done < <("$python" "$here/backends/clickhouse_check.py" "$here/../../docs/queries.md" 2>&1)

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ] && [ "$passed" -gt 4 ]
