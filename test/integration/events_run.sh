#!/usr/bin/env bash
# Runs telinject-events on hand-made input and checks its output and exit status.
# usage: events_run.sh BUILD_DIR      prints 'N passed, N failed'; exit 1 when any failed
set -u
[ $# -eq 1 ] || { echo "usage: $0 BUILD_DIR" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
program=$(cd "$1" && pwd)/bin/telinject-events
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$here/../data/events" || exit 2
passed=0 failed=0

# check NAME EXIT PATTERN COMMAND…: checks the exit code, and that stdout and stderr together match the pattern (''
# means no output).
check() {
  local name=$1 want=$2 pattern=$3 code=0
  shift 3
  "$@" >"$work/out" 2>&1 </dev/null || code=$?
  if [ "$code" -eq "$want" ] && { [ -n "$pattern" ] && grep -qE -- "$pattern" "$work/out" || { [ -z "$pattern" ] && [ ! -s "$work/out" ]; }; }; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "FAILED: $name: exit $code, wanted $want and /$pattern/; its output:"
    head -n 10 "$work/out" | sed 's/^/    /'
  fi
}
# same NAME EXPECTED COMMAND…: stdout must equal the file's content.
same() {
  local name=$1 expected=$2
  shift 2
  "$@" >"$work/out" 2>"$work/err" </dev/null
  if diff -u "$expected" "$work/out" >"$work/diff"; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "FAILED: $name:"; head -n 20 "$work/diff"; fi
}
through() { local input=$1; shift; "$@" <"$input"; }
repeat() { head -c "$2" /dev/zero | tr '\0' "$1"; }

for expected in *.expected; do
  name=${expected%.expected}
  case $name in *report) continue;; esac
  same "validate $name" "$expected" "$program" validate --max-faults 0 "$name.jsonl"
done
same "report" report.expected "$program" report all_types.jsonl processes.jsonl
same "report of folded calls" folded_report.expected "$program" report folded.jsonl
sed 's/"calls":45,/"calls":44,/' folded.jsonl >"$work/wrong_sum.jsonl"
check "sums that differ" 1 'wrong_sum.jsonl:14: calls of "shop::price": sites says 44, the lines of process 3500 add up to 45; at /attributes/sites' \
  "$program" validate "$work/wrong_sum.jsonl"
head -n 14 folded.jsonl >"$work/no_end.jsonl"
check "a summary without its second line" 1 'no_end.jsonl:14: calls of "shop::idle": sites says 0, the lines of process 3500 add up to 1; ' "$program" validate "$work/no_end.jsonl"

summary='^events: 22, spans: 8, traces: 1, processes: 1, faults: 0$'
check "valid events of every type" 0 "$summary" "$program" validate all_types.jsonl
check "faults give exit 1" 1 'faults: 19$' "$program" validate tree_faults.jsonl
check "several files are one input" 0 '^events: 36, .* processes: 4, faults: 0$' "$program" validate all_types.jsonl processes.jsonl
check "open spans are a note" 0 '^open spans: 2$' "$program" validate processes.jsonl
check "--strict-exits makes them faults" 1 '^processes.jsonl:14: span .* has no exit' "$program" validate --strict-exits processes.jsonl
check "--max-faults" 1 '^and 18 faults more; --max-faults 0 shows all$' "$program" validate --max-faults 1 tree_faults.jsonl
check "standard input" 0 "$summary" through all_types.jsonl "$program" validate -
check "places on standard input" 1 '^-:1: severity is "FATAL"' through schema_faults.jsonl "$program" validate -

gzip -c all_types.jsonl >"$work/whole.gz"
cat "$work/whole.gz" "$work/whole.gz" >"$work/members.gz"
head -c 400 "$work/whole.gz" >"$work/cut.gz"
check "gzip" 0 "$summary" "$program" validate "$work/whole.gz"
check "gzip on standard input" 0 "$summary" through "$work/whole.gz" "$program" validate -
check "gzip of several members" 1 '^events: 44,' "$program" validate "$work/members.gz"
zstd -qc all_types.jsonl >"$work/whole.zst"
cat "$work/whole.gz" "$work/whole.zst" >"$work/both.gz"
check "zstd" 0 "$summary" "$program" validate "$work/whole.zst"
check "zstd on standard input" 0 "$summary" through "$work/whole.zst" "$program" validate -
check "gzip, then zstd" 1 '^events: 44,' "$program" validate "$work/both.gz"
check "gzip cut short" 0 "warning: .*cut.gz: the compressed file is truncated; " "$program" validate "$work/cut.gz"

check "no such file" 2 '^telinject-events: error: nowhere.jsonl: no such file; ' "$program" validate nowhere.jsonl
check "the other files are read all the same" 2 "$summary" "$program" validate nowhere.jsonl all_types.jsonl
check "a folder" 2 '^telinject-events: error: .: is a directory; ' "$program" report .
check "no command" 2 '^telinject-events: error: command line: .*; see telinject-events --help' "$program"
check "no file" 2 '^telinject-events: error: command line: ' "$program" validate
check "unknown option" 2 '^telinject-events: error: command line: .*--frobnicate' "$program" validate --frobnicate all_types.jsonl
check "--html is not accepted" 2 '^telinject-events: error: command line: .*--html' "$program" report --html out.html all_types.jsonl
check "--top 0" 2 '^telinject-events: error: command line: ' "$program" report --top 0 all_types.jsonl
check "--top" 0 '^and 8 functions more; --top shows more$' "$program" report --top 1 all_types.jsonl processes.jsonl
check "--help" 0 'validate' "$program" --help
check "--version" 0 '^telinject-events ' "$program" --version
check "a full disk" 2 'standard output: cannot be written' bash -c '"$0" validate all_types.jsonl >/dev/full' "$program"

: >"$work/empty"
check "no events" 0 '^events: 0, spans: 0, traces: 0, processes: 0, faults: 0$' "$program" validate "$work/empty"
check "a report of nothing" 0 '^no calls$' "$program" report "$work/empty"
check "a report says what it left out" 0 'warning: 8 lines that are no events were not counted' "$program" report torn.jsonl
sed 's/$/\r/' all_types.jsonl >"$work/crlf"
check "CRLF" 0 "$summary" "$program" validate "$work/crlf"
head -c -1 all_types.jsonl >"$work/unended"
check "last line without newline" 0 "$summary" "$program" validate "$work/unended"
{ printf '\xef\xbb\xbf'; cat all_types.jsonl; } >"$work/bom"
check "byte order mark" 1 'bom:1: starts with a byte order mark; at byte 1' "$program" validate "$work/bom"
{ repeat a 3000000; echo; cat all_types.jsonl; } >"$work/long"
check "a line too long" 1 'long:1: line is longer than 1048576 bytes$' "$program" validate "$work/long"
check "the lines after it" 1 '^events: 22, .* faults: 1$' "$program" validate "$work/long"
{ repeat '[' 100000; echo; } >"$work/deep"
check "nested too deep" 1 'deep:1: nested more than 128 deep$' "$program" validate "$work/deep"
sed 's/"message":"[^"]*"/"message":5,"\\u001b[31m":1/' all_types.jsonl >"$work/escape"
check "control characters are escaped" 1 '\\u001b\[31m' "$program" validate "$work/escape"
if grep -qa __asan_init "$program"; then
  echo "skipped: memory of an endless line (an address sanitizer needs its own)"
else
  check "memory of an endless line" 1 'line is longer' bash -c 'ulimit -v 200000; head -c 300000000 /dev/zero | "$0" validate -' "$program"
fi

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
