#!/usr/bin/env bash
# Does the benchmark measure?  Every part once with tiny counts: each table has all its rows, nothing is lost by what may lose
# nothing, the page and its plot can be written.  What is measured is not looked at.  What is not installed is skipped, by name.
#   bench_run.sh BUILD
. "$(dirname "$0")/lib.sh"
bench=$here/../bench/run

for part in parts peers instructions programs page; do
  output=$("$bench" --smoke --results "$work/results.json" "$build" "$part" 2>&1)
  status=$?
  fault=
  if [ "$status" != 0 ]; then fault=$(printf '%s\n' "$output" | grep -E 'FAULT|Error|usage' | head -n 5; echo "exit code $status"); fi
  printf '%s\n' "$output" | grep '^skipped: ' || :
  verdict "bench $part" "$fault"
done

# A picture that is none, or a page without figures, would be seen by readers only.
page=$build/bench/smoke/benchmarks
fault=
python3 -c 'import sys, xml.dom.minidom; xml.dom.minidom.parse(sys.argv[1])' "$page.svg" 2>/dev/null || fault="the plot is not XML"
for table in targets peers calls parts instructions programs; do
  grep -A 2 "^<!-- $table -->" "$page.md" | grep -q '^| --- |' || fault="$fault the page has no table of $table;"
done
verdict "the page" "$fault"

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
