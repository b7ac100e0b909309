#!/usr/bin/env bash
# TELEMETRY_FILE_MAX_MB, and other programs that rename or truncate the output file: lines stay whole, none is lost but
# those of a file that was replaced, and nothing else is left in the folder.
# rotation_run.sh BUILD
. "$(dirname "$0")/lib.sh"
events=$build/bin/telinject-events
gcc -std=gnu99 -O2 -Wall -Wextra -Werror -Wno-missing-field-initializers -I"$here/../../runtime/include" "$here/files_ways.c" -o "$work/ways" \
  -L"$build/lib" -ltelinject "-Wl,-rpath,$build/lib" -lpthread -ldl || exit 2
logs=$work/logs
out=$logs/out.jsonl
export TELEMETRY_ENABLED=1 TELEMETRY_THROTTLE=0 TELEMETRY_OUTPUT=file TELEMETRY_FILE=$out TELEMETRY_FILE_MAX_MB=1

fresh() {
  rm -rf "$logs" "$work/rings"
  mkdir "$logs"
}
# The files, and none above the limit and one write.
files() { # NAME…
  local found wanted
  found=$(cd "$logs" && ls -A | sort | tr '\n' ' ') wanted=$(printf '%s\n' "$@" | sort | tr '\n' ' ')
  [ "$found" = "$wanted" ] || echo "files: $found, not $wanted"
  find "$logs" -type f -size +2621440c -printf '%f has %s bytes\n'
}
unpack() { # FILE…: into $work/1, $work/2, by the usual programs
  local number=0 file
  for file; do
    number=$((number + 1))
    case $file in *.gz) gzip -dc "$file" ;; *) zstd -dcq "$file" ;; esac >"$work/$number"
  done
}
lines() { # PROCESSES FIRST LAST FILE…
  python3 "$here/rotation_check.py" "$@" 2>&1
}

for writer in thread none; do
  fresh
  TELEMETRY_WRITER=$writer "$work/ways" ends 5000 2>"$work/stderr"
  verdict "two files, writer $writer" "$(cat "$work/stderr"; files out.jsonl out.jsonl.1; lines 1 0 10002 "$out.1" "$out")"
done
fresh
TELEMETRY_FILE_MAX_MB=0 "$work/ways" ends 5000 2>"$work/stderr"
verdict 'no limit' "$(cat "$work/stderr"; [ "$(ls "$logs")" = out.jsonl ] || ls "$logs"; lines 1 1 10002 "$out")"
fresh
TELEMETRY_FILE_MAX_MB=16 "$work/ways" children 2000 2>"$work/stderr" # 27 MB: one rotation
verdict 'four processes rotate once, and no line is lost' "$(cat "$work/stderr"; [ "$(ls "$logs" | wc -l)" = 2 ] || ls "$logs"; lines 4 1 4002 "$out.1" "$out")"
fresh
{ TELEMETRY_RING_DIR=$work/rings "$work/ways" killed 30000 2>"$work/stderr"; } 2>/dev/null
"$events" recover --append "$work/rings" 2>>"$work/recovered"
verdict 'killed, with ring files' "$(cat "$work/stderr"; lines 1 0 0 "$out.1" "$out"; ls "$work/rings")"

for ending in gz zst; do
  name=out.jsonl.$ending old=out.jsonl.1.$ending
  fresh
  TELEMETRY_FILE=$logs/$name "$work/ways" ends 50000 2>"$work/stderr" # 2 MB and more
  verdict ".$ending: the bytes on the disk count" "$(cat "$work/stderr"; files "$name" "$old"; unpack "$logs/$old" "$logs/$name"; lines 1 0 100002 "$work/1" "$work/2")"
  for writer in thread none; do
    fresh
    TELEMETRY_WRITER=$writer TELEMETRY_FILE_MAX_MB=1024 TELEMETRY_FILE=$logs/$name "$work/ways" children 2000 2>"$work/stderr"
    verdict ".$ending: four processes, one file, writer $writer" "$(cat "$work/stderr"; files "$name"; unpack "$logs/$name"; lines 4 1 4002 "$work/1")"
  done
  fresh
  { TELEMETRY_FILE_MAX_MB=1024 TELEMETRY_FILE=$logs/$name TELEMETRY_RING_DIR=$work/rings "$work/ways" killed 30000 2>"$work/stderr"; } 2>/dev/null
  "$events" recover --append "$work/rings" 2>>"$work/recovered"
  verdict ".$ending: killed, with ring files" "$(cat "$work/stderr"; unpack "$logs/$name"; lines 1 1 60002 "$work/1"; ls "$work/rings")"
  fresh
  { TELEMETRY_FILE_MAX_MB=1024 TELEMETRY_FILE=$logs/$name "$work/ways" killed 30000 2>"$work/stderr"; } 2>/dev/null
  "$events" validate "$logs/$name" >"$work/problem" 2>&1
  verdict ".$ending: killed, it can be read" "$(cat "$work/stderr"; grep -q '^events: [1-9].*faults: [0]$' "$work/problem" || cat "$work/problem")"
  fresh
  TELEMETRY_FILE=$logs/$name "$work/ways" abort 1000 2>"$work/stderr"
  verdict ".$ending: ended by a signal" "$(cat "$work/stderr"; unpack "$logs/$name"; lines 1 1 2002 "$work/1")"
done

fresh
: >"$work/target"
ln -s "$work/target" "$out"
"$work/ways" ends 5000 2>"$work/stderr"
status=$?
verdict 'a symbolic link is not renamed' "$([ $status = 0 ] || echo "exit status $status"; [ -L "$out" ] || ls -l "$logs"; [ ! -e "$out.1" ] || ls "$logs"
  [ "$(grep -c 'TELEMETRY_FILE_MAX_MB is reached, and the file cannot be renamed); events are lost' "$work/stderr")" = 1 ] || cat "$work/stderr"; lines 1 1 0 "$out")"

# A program that writes until its standard input ends.
begin() { # NAME [FILE]
  fresh
  out=$logs/${2:-out.jsonl}
  mkfifo "$work/input-$1"
  TELEMETRY_FILE=$out TELEMETRY_FILE_MAX_MB=1024 "$work/ways" writes 10 <"$work/input-$1" 2>"$work/stderr" &
  program=$!
  exec 8>"$work/input-$1"
}
has_lines() { # waits until the file has some
  for ((look = 0; look < 1000; look++)); do
    [ ! -s "$out" ] || return 0
    sleep 0.01
  done
}
finish() {
  exec 8>&-
  wait $program || echo "exit status $?" >>"$work/stderr"
}
begin rename
for i in 1 2 3; do
  has_lines
  mv "$out" "$out-$i"
done
has_lines
finish
verdict 'renamed by another program: no line is lost' "$(cat "$work/stderr"; ls "$out-1" "$out-2" "$out-3" 2>&1 >/dev/null; lines 1 1 0 "$out-1" "$out-2" "$out-3" "$out")"
begin create
has_lines
mv "$out" "$out-1" && : >>"$out"
has_lines
finish
verdict 'renamed and created by another program' "$(cat "$work/stderr"; lines 1 1 0 "$out-1" "$out")"
begin packed out.jsonl.gz
has_lines
mv "$out" "$out-1"
has_lines
cp "$out" "$out-2" && : >"$out"
has_lines
finish
verdict 'compressed, renamed and truncated by another program' "$(cat "$work/stderr"; for file in "$out-1" "$out-2" "$out"; do gzip -t "$file" 2>&1; done; unpack "$out-1" "$out-2"; lines 1 1 0 "$work/1" "$work/2")"
out=$logs/out.jsonl
begin truncate
has_lines
cp "$out" "$out-1"
: >"$out"
has_lines
finish
verdict 'truncated by another program: the file begins with a line' "$(cat "$work/stderr"; [ "$(head -c 1 "$out")" = '{' ] || head -c 50 "$out" | od -c)"
echo "$passed passed, $failed failed"
[ $failed = 0 ]
