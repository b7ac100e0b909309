#!/usr/bin/env bash
# The fault matrix, first half (hang_run.sh is the second): each way to die, with and without other threads that record,
# into each output; no event may be lost or duplicated.  Death by SIGKILL is tested with TELEMETRY_RING_DIR.
# full+rings: a file on a disk that is full from the start (if a tmpfs can be mounted), to which recover appends once
# there is space.
# fault_matrix_run.sh BUILD [WAY...]      THREADS="0 4" OUTPUTS="file file+rings …" select fewer
. "$(dirname "$0")/lib.sh"
shift
only=" $* "
unset ENABLE_CLOUD_METADATA # what is held back until the search is over must last too
export TELEMETRY_ENABLED=1 TELEMETRY_THROTTLE=0 COUNT_FILE=$work/count
program=$work/fault-matrix
${CXX:-g++} -std=c++17 -O2 -g -Wall -Wextra -Werror -Wno-infinite-recursion ${CFLAGS_EXTRA:-} -I"$here/../../runtime/include" "$here/fault_matrix.cpp" -o "$program" \
  -L"$build/lib" -ltelinject "-Wl,-rpath,$build/lib" -lpthread -ldl || exit 2

disk=$work/disk
mkdir "$disk"
if mount -t tmpfs -o size=32m none "$disk" 2>/dev/null; then
  trap 'umount "$disk"; rm -rf "$work"' EXIT
  full=full+rings
else
  echo 'skipped: a full disk: no tmpfs can be mounted here (needs root)'
  full=
fi

# die OUTPUT WAY THREADS: leaves the lines in $work/out.jsonl for every output; prints the exit status.
die() {
  local settings=() to=$work/stdout
  rm -rf "$work"/out.jsonl "$work"/rings "$work"/spool
  case $1 in
    file*) settings=(TELEMETRY_OUTPUT=file TELEMETRY_FILE="$work/out.jsonl") ;;
    full*)
      rm -f "$disk"/*
      cat /dev/zero >"$disk/filler" 2>/dev/null
      settings=(TELEMETRY_OUTPUT=file TELEMETRY_FILE="$disk/out.jsonl") ;;
    spool*) settings=(TELEMETRY_OUTPUT=spool TELEMETRY_FILE="$work/spool") ;;
    stdout*) settings=(TELEMETRY_OUTPUT=stdout) ;;
  esac
  case $1 in *+rings) settings+=(TELEMETRY_RING_DIR="$work/rings") ;; esac
  # A pipe, like a container's standard output.
  { env "${settings[@]}" timeout -k 5 60 "$program" "$2" "$3" 2>"$work/stderr" </dev/null; echo $? >"$work/status"; } 2>/dev/null | cat >"$work/stdout"
  if [ "$2" = daemon ]; then sleep 0.3; fi
  case $1 in stdout*) mv "$work/stdout" "$work/out.jsonl" ;; full*) rm "$disk/filler" ;; esac
  case $1 in *+rings)
    if [ -d "$work/rings" ]; then
      case $1 in
        file* | full*) "$build/bin/telinject-events" recover --append "$work/rings" ;;
        *) "$build/bin/telinject-events" recover "$work/rings" >>"$work/out.jsonl" ;;
      esac 2>>"$work/stderr" || echo "recover: $(tail -n 1 "$work/stderr")"
      if [ -n "$(ls "$work/rings")" ]; then echo "files are left: $(ls "$work/rings")"; fi
    fi ;;
  esac
  case $1 in spool*) "$build/bin/telinject-events" render "$work/spool" >"$work/out.jsonl" 2>>"$work/stderr" || echo "render: $(tail -n 1 "$work/stderr")" ;; esac
  case $1 in full*) cat "$disk/out.jsonl" >"$work/out.jsonl" ;; esac
  touch "$work/out.jsonl"
}

cell() { # OUTPUT WAY STATUS THREADS TOLD_LOST
  local problem status
  if [ "$only" != "  " ] && [[ $only != *" $2 "* ]]; then return; fi
  case $1:$2 in *+rings:*) ;; *:kill*) return ;; esac # what was not written when it was killed is gone without them
  case $1:$2 in stdout*:daemon) return ;; esac         # whose reader would have to wait for it
  case $1:$2:$4 in full*:overflow*:* | full*:*:[1-9]*) return ;; esac # more than is kept in memory: counted as lost (full_disk_run.sh)
  head -c 4096 /dev/zero >"$COUNT_FILE"
  problem=$(die "$1" "$2" "$4")
  status=$(cat "$work/status")
  if [ "$status" != "$3" ] || [ -n "$problem" ]; then
    failed=$((failed + 1))
    printf 'FAILED  %-58s exit status %s, not %s; %s %s\n' "$2, $4 threads, $1" "$status" "$3" "$problem" "$(head -c 200 "$work/stderr")"
  elif python3 "$here/fault_matrix_check.py" "$2, $4 threads, $1" "$COUNT_FILE" "$work/out.jsonl" "$5"; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
  fi
}

head -c 4096 /dev/zero >"$COUNT_FILE"
TELEMETRY_ENABLED=0 "$program" >"$work/ways" || exit 2
while read -r way status told_lost <&3; do
  for threads in ${THREADS:-0 2}; do
    for output in ${OUTPUTS:-file stdout spool file+rings spool+rings $full}; do cell "$output" "$way" "$status" "$threads" "$told_lost"; done
  done
done 3<"$work/ways"
echo "$passed passed, $failed failed"
[ $failed = 0 ]
