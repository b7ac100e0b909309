#!/usr/bin/env bash
# Checks that the benchmark works: runs every part once with tiny counts; each table must have all rows, parts that may
# lose nothing must lose nothing, and the page and its plot must be written.  The measured values are ignored.  Prints
# the name of each part it skips because a tool is not installed.
# bench_run.sh BUILD
. "$(dirname "$0")/lib.sh"
bench=$here/../bench/run

for part in parts peers instructions programs build on page; do
  output=$("$bench" --smoke --results "$work/results.json" "$build" "$part" 2>&1)
  status=$?
  fault=
  if [ "$status" != 0 ]; then fault=$(printf '%s\n' "$output" | grep -E 'FAULT|Error|usage' | head -n 5; echo "exit code $status"); fi
  printf '%s\n' "$output" | grep '^skipped: ' || :
  verdict "bench $part" "$fault"
done

# Without this check only readers would notice an invalid picture or a page without figures.
page=$build/bench/smoke/benchmarks
fault=
for plot in "$page.svg" "$page-on.svg"; do
  python3 -c 'import sys, xml.dom.minidom; xml.dom.minidom.parse(sys.argv[1])' "$plot" 2>/dev/null || fault="$fault $plot is not XML;"
done
for table in targets peers calls parts instructions programs build build-parts on; do
  grep -A 2 "^<!-- $table -->" "$page.md" | grep -q '^| --- |' || fault="$fault the page has no table of $table;"
done
verdict "the page" "$fault"

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
