#!/usr/bin/env bash
# The fault matrix, second half (fault_matrix_run.sh is the first): no program may hang, die or change because of its
# telemetry.  Runs each way of hang_ways.c into each output, including outputs that accept nothing or block, with
# telemetry off and on.  Every wait is bounded, so a program hangs exactly if timeout must kill it.
# hang_run.sh BUILD [WAY...]      OUTPUTS="file stuck …" LINKS="shared static" select fewer
. "$(dirname "$0")/lib.sh"
shift
only=" $* "
export TELEMETRY_THROTTLE=0 TELEMETRY_EXIT_TIMEOUT_MS=200 COUNT_FILE=$work/count
flags=(-std=gnu11 -O2 -g -Wall -Wextra -Werror -Wno-missing-field-initializers -I"$here/../../runtime/include")

# run OUTPUT WAY: prints the exit status; leaves the lines in $work/out.jsonl if they are readable.
run() {
  local settings=(TELEMETRY_ENABLED=1) holder=
  rm -rf "$work"/out.jsonl "$work"/fifo "$work"/spool "$work"/rings "$work"/stdout
  case $1 in
    off) settings=(TELEMETRY_ENABLED=0) ;;
    unsampled) settings+=(SAMPLE_RATE=0 TELEMETRY_OUTPUT=file TELEMETRY_FILE="$work/out.jsonl") ;;
    file* | no_writer) settings+=(TELEMETRY_OUTPUT=file TELEMETRY_FILE="$work/out.jsonl") ;;
    spool*) settings+=(TELEMETRY_OUTPUT=spool TELEMETRY_FILE="$work/spool") ;;
    stdout) settings+=(TELEMETRY_OUTPUT=stdout) ;;
    fifo) mkfifo "$work/fifo"; settings+=(TELEMETRY_OUTPUT=file TELEMETRY_FILE="$work/fifo") ;;
    held_fifo* | read_fifo) mkfifo "$work/fifo"; settings+=(TELEMETRY_OUTPUT=file TELEMETRY_FILE="$work/fifo") ;;
    full) settings+=(TELEMETRY_OUTPUT=file TELEMETRY_FILE=/dev/full) ;;
    folder) settings+=(TELEMETRY_OUTPUT=file TELEMETRY_FILE="$work") ;;
    socket) settings+=(TELEMETRY_OUTPUT=file TELEMETRY_FILE="$work/socket") ;;
    fifos) mkfifo "$work/fifo"; settings+=(TELEMETRY_OUTPUT=spool TELEMETRY_FILE="$work/fifo" TELEMETRY_RING_DIR="$work/fifo" TELEMETRY_CONTROL="$work/fifo") ;;
  esac
  case $1 in
    *+rings) settings+=(TELEMETRY_RING_DIR="$work/rings") ;;
    *no_writer) settings+=(TELEMETRY_WRITER=none) ;;
    *+unsampled) settings+=(SAMPLE_RATE=0) ;;
    *+drop) settings+=(TELEMETRY_ON_FULL=drop) ;;
  esac
  {
    case $1 in
      held_fifo*) sleep 60 <>"$work/fifo" & holder=$! ;;
      read_fifo) timeout 30 cat "$work/fifo" >"$work/out.jsonl" & holder=$!; sleep 0.1 ;;
    esac
    case $1 in
      closed) { env "${settings[@]}" timeout -k 1 20 "$program" "$2" </dev/null 2>&1 >"$work/stdout"; echo $? >"$work/status"; } | true ;;
      stuck*) env "${settings[@]}" timeout -k 1 20 "$program" "$2" </dev/null 2> >(exec sleep 20 >/dev/null) >"$work/stdout"; echo $? >"$work/status" ;;
      terminal) env "${settings[@]}" timeout -k 1 20 python3 "$here/stopped_terminal.py" "$program" "$2" >"$work/stdout" 2>"$work/stderr"; echo $? >"$work/status" ;;
      *) env "${settings[@]}" timeout -k 1 20 "$program" "$2" </dev/null 2>"$work/stderr" >"$work/stdout"; echo $? >"$work/status" ;;
    esac
    case $1 in
      held_fifo*) kill "$holder" ;;
      read_fifo) wait "$holder" ;;
      stdout) mv "$work/stdout" "$work/out.jsonl" ;;
      spool*) "$build/bin/telinject-events" render "$work/spool" >"$work/out.jsonl" 2>>"$work/stderr" ;;
    esac
  } 2>/dev/null
  cat "$work/status"
}

# A way that does not depend on the output is run with working outputs and with one that blocks.
outputs_for() { # WAY
  case $link:$1 in
    static:*) echo off unsampled file no_writer stuck ;;
    *:return | *:term | *:fork | *:many)
      echo off unsampled file file+rings no_writer spool spool+rings stdout fifo held_fifo+unsampled stuck+unsampled held_fifo held_fifo+rings held_fifo+drop held_fifo+no_writer read_fifo full folder socket fifos closed stuck stuck+drop terminal ;;
    *:*exit* | *:abort | *:segv | *:int | *:handler | *:exec | *:dlclose | *:threads) echo off unsampled file file+rings no_writer spool spool+rings stdout held_fifo+no_writer closed stuck terminal ;;
    *) echo off unsampled file file+rings no_writer spool spool+rings stdout stuck ;;
  esac
}

cell() { # OUTPUT WAY STATUS
  local status problem=
  if [ "$only" != "  " ] && [[ $only != *" $2 "* ]]; then return; fi
  head -c 4096 /dev/zero >"$COUNT_FILE"
  status=$(run "$1" "$2")
  [ "$status" = "$3" ] || problem="exit status $status, not $3: $(head -c 300 "$work/stderr" 2>/dev/null)"
  [ -s "$work/stdout" ] && problem="$problem stdout: $(head -c 100 "$work/stdout")"
  case $1:$2 in
    off:*) [ -e "$work/out.jsonl" ] && problem="$problem a file was written" ;;
    unsampled:*) [ "$(cat "$work/out.jsonl" 2>/dev/null | wc -l)" -le 1 ] || problem="$problem more than a summary was written" ;;
    # These write nothing: the thread ends without the C library, or may not make a system call.
    no_writer:*thread_exit_unseen | no_writer:*clone | no_writer:*raw_fork | no_writer:*seccomp* | no_writer:no_counter) ;;
    *:file_limit | *:first_vfork | *:first_clone_vm | *:first_seccomp*) ;; # nothing of it need be there
    file:* | file+rings:* | no_writer:* | spool:* | spool+rings:* | stdout:* | read_fifo:*)
      problem="$problem$(python3 "$here/hang_check.py" "$2" "$COUNT_FILE" "$work/out.jsonl" 2>&1)" ;;
  esac
  verdict "$link $2, $1" "$problem"
}

python3 - "$work/socket" <<'PY'
import socket, sys
socket.socket(socket.AF_UNIX).bind(sys.argv[1])
PY
for link in ${LINKS:-shared static}; do
  program=$work/hang-ways
  if [ "$link" = shared ]; then libraries=("-L$build/lib" -ltelinject "-Wl,-rpath,$build/lib"); else libraries=("$build/lib/libtelinject.a"); fi
  gcc "${flags[@]}" "$here/hang_ways.c" -o "$program" "${libraries[@]}" -lpthread -ldl || exit 2
  gcc "${flags[@]}" -DTELINJECT_DISABLE "$here/hang_ways.c" -o "$work/plain" -lpthread -ldl || exit 2
  "$work/plain" >"$work/ways"
  while read -r way status <&3; do
    if [ "$(timeout 20 "$work/plain" "$way" >/dev/null 2>&1; echo $?)" != "$status" ]; then
      echo "skipped $way: this system does not let the plain program do it"
      continue
    fi
    for output in ${OUTPUTS:-$(outputs_for "$way")}; do cell "$output" "$way" "$status"; done
  done 3<"$work/ways"
done
# Programs built by the launcher, whose output must equal that of the uninstrumented program: clocks that stand still,
# floating-point traps, locks that an exception's what() takes, cancellation at any point.
same() { # SOURCE [VARIABLE=VALUE...]: prints what differs
  local status
  timeout 20 "$work/plain" >"$work/plain.out" 2>&1
  { status=$(TELEMETRY_ENABLED=0 timeout -k 1 20 "$work/inst" >"$work/off.out" 2>&1; echo $?); } 2>/dev/null
  [ "$status" = 0 ] && cmp "$work/plain.out" "$work/off.out" || echo "off: exit status $status"
  rm -f "$work/out.jsonl"
  { status=$(env "$@" TELEMETRY_ENABLED=1 TELEMETRY_OUTPUT=file TELEMETRY_FILE="$work/out.jsonl" timeout -k 1 20 "$work/inst" >"$work/on.out" 2>&1; echo $?); } 2>/dev/null
  [ "$status" = 0 ] && cmp "$work/plain.out" "$work/on.out" || echo "on: exit status $status"
  "$build/bin/telinject-events" validate "$work/out.jsonl" >"$work/problem" 2>&1 || head -n 3 "$work/problem"
  [ -s "$work/out.jsonl" ] || echo "no events"
}
if [ "$only" = "  " ]; then
  for source in hang_clock.c hang_float.c hang_locks.cpp hang_cancel.cpp; do
    compiler=gcc
    [[ $source = *.cpp ]] && compiler=g++
    $compiler -O2 "$here/$source" -o "$work/plain" -lm -pthread || exit 2
    "$build/bin/telinject" cc --root "$here" --strict -- $compiler -O2 "$here/$source" -o "$work/inst" -lm -pthread || exit 2
    for settings in TELEMETRY_WRITER=thread TELEMETRY_WRITER=none TELEMETRY_CLOCK=monotonic TELEMETRY_ON_FULL=drop; do
      verdict "$source $settings" "$(same "$settings" 2>&1)"
    done
  done
  faketime=$(ls /usr/lib/*/faketime/libfaketime.so.1 2>/dev/null | head -n 1)
  if [ -n "$faketime" ]; then
    verdict 'libfaketime, a fixed time' "$(same LD_PRELOAD="$faketime" FAKETIME="2020-01-01 00:00:00" 2>&1)"
  else
    echo "skipped libfaketime: not installed"
  fi
fi
echo "$passed passed, $failed failed"
[ $failed = 0 ]
