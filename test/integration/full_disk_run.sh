#!/usr/bin/env bash
# Files that accept no more data: a full disk (a small tmpfs, if one can be mounted) and a file size limit.  No partial
# line may remain, a spool keeps only whole records, losses are counted, and output resumes once there is space.
# full_disk_run.sh BUILD
. "$(dirname "$0")/lib.sh"
events=$build/bin/telinject-events
gcc -std=gnu99 -O2 -Wall -Wextra -Werror -Wno-missing-field-initializers -I"$here/../../runtime/include" "$here/files_ways.c" -o "$work/ways" \
  -L"$build/lib" -ltelinject "-Wl,-rpath,$build/lib" -lpthread -ldl || exit 2
export TELEMETRY_ENABLED=1 TELEMETRY_THROTTLE=0

# lines FILE [RECORDED]: prints what is wrong with it; FILE may be a folder of spools.
lines() {
  local file=$1
  if [ -d "$file" ]; then
    file=$work/rendered.jsonl
    "$events" render "$1" >"$file" 2>"$work/render.stderr" || cat "$work/render.stderr"
  fi
  python3 "$here/full_disk_check.py" "$file" ${2:+"$2"}
  "$events" validate "$file" >"$work/problem" 2>&1 || cat "$work/problem"
}
# report FILE LOST [FUNCTION=CALLS...]: nothing but the reports of a process whose lines are all lost.
report() {
  "$events" validate "$1" >"$work/problem" 2>&1 || cat "$work/problem"
  python3 "$here/full_disk_report.py" "$@"
}
unpacked() { # by the usual programs
  case $1 in *.gz) gzip -dc "$1" ;; *.zst) zstd -dcq "$1" ;; *) cat "$1" ;; esac
}
warned() { # TEXT: once
  [ "$(grep -c '^telinject: warning: ' "$work/stderr")" = 1 ] && grep -qF "$1" "$work/stderr" || cat "$work/stderr"
}
ended() { # STATUS WANTED
  [ "$1" = "$2" ] || echo "exit status $1, not $2"
}

# A size limit ends telemetry; the program continues and does not die of SIGXFSZ.
limited() { # KIB SETTINGS...
  local limit=$1
  shift
  # Through a pipe, because the limit also applies to what bash itself writes.
  { env "$@" bash -c 'ulimit -f "$1"; shift; exec "$@"' - "$limit" "$work/ways" ends 3000 2>&1; echo "status $?"; } </dev/null | cat >"$work/stderr"
  ended "$(sed -n 's/^status //p' "$work/stderr")" 0
}
for kib in 1 100 257 300; do
  rm -rf "$work/out.jsonl" "$work/spool" "$work/rings"
  if [ $kib = 1 ]; then check=true; else check=lines; fi # nothing fits into one
  verdict "a file of $kib KiB at most" "$(limited $kib TELEMETRY_OUTPUT=file TELEMETRY_FILE="$work/out.jsonl"; warned 'telemetry is off'; $check "$work/out.jsonl")"
  verdict "a spool of $kib KiB at most" "$(limited $kib TELEMETRY_OUTPUT=spool TELEMETRY_FILE="$work/spool"; warned 'telemetry is off'; $check "$work/spool")"
done
rm -rf "$work/out.jsonl"
verdict 'no room for ring files' "$(limited 1000 TELEMETRY_OUTPUT=stdout TELEMETRY_RING_DIR="$work/rings" >"$work/problem"; cat "$work/problem"
  grep -q '^telinject: warning: cannot keep rings in .*: file too large; they are kept in memory' "$work/stderr" || head -n 3 "$work/stderr"; ls "$work/rings")"
rm -rf "$work/rings"
verdict 'with ring files, recover gives what the output did not take' "$(limited 3500 TELEMETRY_OUTPUT=file TELEMETRY_FILE="$work/out.jsonl" TELEMETRY_RING_DIR="$work/rings"
  "$events" recover --append "$work/rings" 2>&1; lines "$work/out.jsonl"; [ "$(stat -c %s "$work/out.jsonl")" -gt $((3500 * 1024)) ] || ls -l "$work/out.jsonl")"

# Left by another process: a partial line.
printf '{"half":' >"$work/out.jsonl"
TELEMETRY_OUTPUT=file TELEMETRY_FILE=$work/out.jsonl "$work/ways" ends 3
verdict 'half a line of another process is ended' "$([ "$(head -n 1 "$work/out.jsonl")" = '{"half":' ] || head -c 100 "$work/out.jsonl"; sed 1d "$work/out.jsonl" >"$work/rest.jsonl"; lines "$work/rest.jsonl")"

disk=$work/disk
mkdir "$disk"
if ! mount -t tmpfs -o size=40m none "$disk" 2>/dev/null; then
  echo 'skipped: a full disk: no tmpfs can be mounted here (needs root)'
  echo "$passed passed, $failed failed"
  [ $failed = 0 ]
  exit
fi
trap 'umount "$disk"; rm -rf "$work"' EXIT
fill() { # BYTES that stay free, about
  rm -rf "$disk"/*
  head -c "$1" /dev/zero >"$disk/room"
  cat /dev/zero >"$disk/filler" 2>/dev/null
  rm "$disk/room"
}

for output in file spool stderr stdout; do
  for rings in '' rings; do
    fill 300000
    mkdir "$disk/spool"
    to=$disk/out.jsonl settings=(TELEMETRY_OUTPUT=$output TELEMETRY_FILE="$disk/out.jsonl") n=3000
    if [ $output = spool ]; then to=$disk/spool settings=(TELEMETRY_OUTPUT=spool TELEMETRY_FILE="$to") n=60000; fi
    if [ -n "$rings" ]; then settings+=(TELEMETRY_RING_DIR="$work/rings"); fi
    case $output in
      stderr) env "${settings[@]}" "$work/ways" ends $n 2>>"$to" ;;
      stdout) env "${settings[@]}" "$work/ways" ends $n >"$to" 2>"$work/stderr" ;;
      *) env "${settings[@]}" "$work/ways" ends $n 2>"$work/stderr" ;;
    esac
    status=$?
    if [ $output = stderr ]; then # its own warning, too
      grep '^telinject: ' "$to" >"$work/stderr"
      grep -v '^telinject: ' "$to" >"$work/lines.jsonl"
      to=$work/lines.jsonl
    fi
    verdict "$output on a full disk${rings:+, with ring files}" "$(ended $status 0; warned 'no space left); events are lost until there is room'; lines "$to")"
    if [ -n "$rings" ] && [ $output = file ]; then
      "$events" recover --append "$work/rings" 2>"$work/stderr"
      verdict 'recover onto the full disk leaves no half line' "$(ended $? 2; grep -q 'make room' "$work/stderr" || cat "$work/stderr"; lines "$to")"
      rm "$disk/filler"
      "$events" recover --append "$work/rings" 2>"$work/stderr"
      verdict 'and goes on when there is room' "$(ended $? 0; cat "$work/stderr"; ls "$work/rings"; lines "$to"; [ "$(wc -l <"$to")" -gt 1000 ] || wc -l "$to")"
    fi
    rm -rf "$work/rings"
  done
done

for output in file spool; do
  for rings in '' rings; do
    fill 100000
    mkdir "$disk/spool"
    to=$disk/out.jsonl n=20000 # more than the rings and the buffer hold
    if [ $output = spool ]; then to=$disk/spool n=80000; fi
    TELEMETRY_OUTPUT=$output TELEMETRY_FILE=$to TELEMETRY_RING_DIR=${rings:+$work/rings} "$work/ways" makes_room $n "$disk/filler" 2>"$work/stderr"
    verdict "$output goes on when there is room${rings:+, with ring files}" "$(ended $? 0; warned 'events are lost until there is room'; lines "$to" $((2 * (n + 1 + 101))); ls "$work/rings" 2>/dev/null)"
    rm -rf "$work/rings"
  done
done

for output in file spool; do
  fill 500000
  mkdir "$disk/spool"
  to=$disk/out.jsonl
  if [ $output = spool ]; then to=$disk/spool; fi
  TELEMETRY_OUTPUT=$output TELEMETRY_FILE=$to "$work/ways" children 1000 2>"$work/stderr"
  verdict "four processes, $output on a full disk" "$(ended $? 0; lines "$to")"
done

# With its limits, the file leaves 5% of the 40 MB to others, here 2 MB.
fill 1500000
TELEMETRY_FILE_MAX_MB=1024 TELEMETRY_OUTPUT=file TELEMETRY_FILE=$disk/out.jsonl "$work/ways" makes_room 20000 "$disk/filler" 2>"$work/stderr"
verdict 'the file leaves the last part of the disk to others, and goes on when there is room' "$(ended $? 0
  warned 'the rest of the file system is left to others: 5%, or 1 GB); events are lost until there is room'; lines "$disk/out.jsonl" $((2 * (20000 + 1 + 101)))
  [ "$(df --output=avail -B1 "$disk" | tail -n 1)" -gt 2000000 ] || df "$disk")"
fill 1500000
TELEMETRY_FILE_MAX_MB=1024 TELEMETRY_OUTPUT=file TELEMETRY_FILE=$disk/out.jsonl "$work/ways" ends 3000 2>"$work/stderr"
verdict 'of a process that may write nothing, the last report is written' "$(ended $? 0; warned 'the rest of the file system is left to others'; report "$disk/out.jsonl" 6002)"
for name in out.jsonl out.jsonl.gz out.jsonl.zst; do
  fill 1500000
  # Lines that were recorded before the writer finds no room are lost, and said to be: the first burst fits into the room.
  env -u TELEMETRY_THROTTLE TELEMETRY_MAX_EVENTS=500 TELEMETRY_FILE_MAX_MB=1024 TELEMETRY_OUTPUT=file TELEMETRY_FILE="$disk/$name" "$work/ways" ends 300000 2>"$work/stderr"
  verdict "$name: calls go on to be folded, and the summary has them all" "$(ended $? 0; warned 'the rest of the file system is left to others'
    unpacked "$disk/$name" >"$work/report.jsonl"; report "$work/report.jsonl" '' leaf=300000 work=1)"
done
for name in out.jsonl.gz out.jsonl.zst; do
  fill 60000
  TELEMETRY_FILE_MAX_MB=0 TELEMETRY_OUTPUT=file TELEMETRY_FILE="$disk/$name" "$work/ways" makes_room 80000 "$disk/filler" 2>"$work/stderr"
  verdict "$name goes on when there is room" "$(ended $? 0; warned 'no space left); events are lost until there is room'; unpacked "$disk/$name" >"$work/out.jsonl"; lines "$work/out.jsonl" $((2 * (80000 + 1 + 101))))"
done

# Rings on the full disk itself: no signal and no extra messages.
for free in 0 1000000 2100000 3500000; do
  fill $free
  rm -f "$work/out.jsonl"
  TELEMETRY_OUTPUT=file TELEMETRY_FILE=$work/out.jsonl TELEMETRY_RING_DIR=$disk/rings "$work/ways" children 200 2>"$work/stderr"
  verdict "ring files on a disk with $free bytes of room" "$(ended $? 0; grep -v '^telinject: warning: cannot keep rings in .*: no space left; they are kept in memory' "$work/stderr"; ls "$disk/rings" 2>/dev/null
    [ "$(wc -l <"$work/out.jsonl")" = $((4 * 2 * 201)) ] || wc -l "$work/out.jsonl"; lines "$work/out.jsonl")"
done
echo "$passed passed, $failed failed"
[ $failed = 0 ]
