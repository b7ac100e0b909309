#!/usr/bin/env bash
# Each query of docs/queries.md, run by DuckDB over the files of two releases of a program, answers what the program did.
#   queries_run.sh BUILD
. "$(dirname "$0")/lib.sh"
python=$(python_with duckdb==1.4.4 duckdb) || { echo "skipped: queries: DuckDB cannot be installed: $python"; echo "0 passed, 0 failed"; exit 0; }
cd "$work" || exit 1
. "$here/queries_program.sh"
build_queries_program
run_two_releases
gzip telemetry-2.0.jsonl # what is compressed is read as well
while read -r name message; do
  case $name in ok) verdict "$message" "";; *) verdict "${message%%: *}" "${message#*: }";; esac
done < <("$python" "$here/queries_check.py" "$here/../../docs/queries.md" 2>&1)

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ] && [ "$passed" -gt 11 ]
