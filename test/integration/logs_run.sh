#!/usr/bin/env bash
# Lines of logs have the ids of their spans: the examples of docs/logs.md, and hard cases, with the real libraries.
#   logs_run.sh BUILD
. "$(dirname "$0")/lib.sh"
include=$(cd "$here/../../runtime/include" && pwd)
page=$here/../../docs/logs.md
cp "$here"/logs/* "$work"
cd "$work" || exit 2

# Each example is a file whose first line has its name and its libraries.
awk '/^```/ { file = ""; if (!inside && /^```(c|cpp)$/) fresh = 1; inside = !inside; next }
     inside && fresh { line = $0; gsub(/^(\/\/|\/\*) | \*\/$/, "", line); split(line, words, " "); file = words[1]; fresh = 0 }
     inside && file { print > file }' "$page"

run() { # PROGRAM [VARIABLE=VALUE...]: what it prints is in the file `printed`
  local program=$1 status
  shift
  rm -f out.jsonl
  env TELEMETRY_OUTPUT=file TELEMETRY_FILE="$work/out.jsonl" TELEMETRY_BUDGET=off "$@" timeout -k 5 60 "./$program" >printed 2>&1 </dev/null
  status=$?
  [ $status = 0 ] || echo "exit status $status; $(tail -c 300 printed)"
}

# Lines of a plain program, and of one that does not record, have no ids, and are the same.
without_ids() { # PROGRAM [VARIABLE=VALUE...]
  local problem
  problem=$(run "$@")
  grep -q '_id=[0-9a-f]' printed && problem+="it prints ids"
  sed -E 's/^(.)[0-9]{8} [0-9:.]+ +[0-9]+/\1/' printed >"$1.$#.lines" # glog's time and thread
  [ -s "$1.$#.lines" ] || problem+="it prints nothing"
  echo "$problem"
}

try() { # NAME LINES COMPILER... : builds NAME's source and checks that each line finds its span
  local name=$1 lines=$2 source problem words
  shift 2
  source=$(ls "$name".c "$name".cpp 2>/dev/null)
  read -ra words <<<"$(sed -nE '1s,^(//|/\*) [^ ]+(.*[^ /*])?( \*/)?$,\2,p' "$source")"
  if ! problem=$("$build/bin/telinject" cc --strict --events function --skip-functions '^log_line$' -- "$@" -Wall -Wextra -Werror -I"$include" "$source" -o program "${words[@]}" 2>&1); then
    verdict "$name $*" "does not build: ${problem:0:600}"
    return
  fi
  problem=$(run program TELEMETRY_ENABLED=1 ${variable:-})
  [ -n "$problem" ] || problem=$("$build/bin/telinject-events" validate out.jsonl 2>&1 | grep -v 'faults: 0$')
  [ -n "$problem" ] || problem=$(python3 logs_check.py printed out.jsonl "$lines" 2>&1)
  verdict "$name $*" "$problem"
  verdict "$name $* off" "$(without_ids program ${variable:-})"
  # Compiled and linked without telinject; the headers are there.
  if problem=$("$@" -Wall -Wextra -Werror -I"$include" "$source" -o plain "${words[@]}" 2>&1); then
    verdict "$name $* plain" "$(without_ids plain ${variable:-} TELEMETRY_ENABLED=1)"
  else
    verdict "$name $* plain" "does not build: ${problem:0:600}"
  fi
  if problem=$("$@" -Wall -Wextra -Werror -DTELINJECT_DISABLE -I"$include" "$source" -o disabled "${words[@]}" 2>&1); then
    nm -D disabled | grep -q telinject && problem="refers to telinject"
    verdict "$name $* disabled" "$problem$(without_ids disabled)"
  else
    verdict "$name $* disabled" "does not build: ${problem:0:600}"
  fi
}

for compiler in "gcc -O0" "clang-$llvm -O2"; do
  try log_printf 3 $compiler
done
try log_stream 3 g++ -std=c++98
try log_stream 3 "clang++-$llvm" -O1
try log_spdlog 3 g++ -O1
try log_glog 3 g++ -O1
try log_threads 201 g++ -O2
for compiler in "gcc -O0" "gcc -O2 -D_FORTIFY_SOURCE=2"; do
  variable=TELEMETRY_LOG_CORRELATION=on try log_syslog 3 $compiler
done
unset variable

# Without the switch no byte of a message is different.
"$build/bin/telinject" cc --strict --events function -- gcc -O2 log_syslog.c -o program && gcc -O2 log_syslog.c -o plain
run plain >/dev/null; sed 's/plain/program/' printed >expected
verdict "syslog without the switch" "$(run program TELEMETRY_ENABLED=1; cmp expected printed 2>&1)"

# Formats whose meaning text behind them would change; each line is as the plain program writes it, or has the ids at its end.
if gcc -O1 -Wno-format -Wno-format-security syslog_formats.c -o plain 2>errors && "$build/bin/telinject" cc --strict --events function -- gcc -O1 -Wno-format -Wno-format-security syslog_formats.c -o program 2>>errors; then
  run plain >/dev/null; mv printed expected
  problem=$(run program TELEMETRY_ENABLED=1 TELEMETRY_LOG_CORRELATION=on)
  [ -n "$problem" ] || problem=$(python3 syslog_check.py expected printed)
  verdict "syslog formats" "$problem"
else
  verdict "syslog formats" "$(head -c 600 errors)"
fi

# An asynchronous logger formats elsewhere: no id is better than another thread's.
if "$build/bin/telinject" cc --strict --events function -- g++ -O1 -I"$include" spdlog_async.cpp -o program -lspdlog -lfmt -pthread 2>errors; then
  problem=$(run program TELEMETRY_ENABLED=1)
  [ "$(grep -c 'span_id=' printed)" = 1 ] || problem+="not one line has ids: $(cat printed)"
  [ -n "$problem" ] || problem=$(grep 'span_id=' printed >one && python3 logs_check.py one out.jsonl 1 2>&1)
  verdict "spdlog async" "$problem"
else
  verdict "spdlog async" "$(head -c 600 errors)"
fi

# Recent versions of Clang do not parse the Boost of Debian 12, so its file is not instrumented: it has spans by hand.
sed -E '1a #include <telinject/by_hand.h>
s/^int (price|main)\(.*\{$/& TELINJECT_SPAN("\1");/' log_boost.cpp >boost_spans.cpp
read -ra words <<<"$(sed -nE '1s,^// [^ ]+ (.*),\1,p' log_boost.cpp)"
if g++ -O1 -I"$include" boost_spans.cpp -o program "${words[@]}" "-L$build/lib" -ltelinject "-Wl,-rpath,$build/lib" 2>errors &&
  g++ -O1 -I"$include" log_boost.cpp -o plain "${words[@]}" 2>>errors; then
  problem=$(run program TELEMETRY_ENABLED=1)
  [ -n "$problem" ] || problem=$(python3 logs_check.py printed out.jsonl 3 2>&1)
  verdict "boost" "$problem"
  verdict "boost off" "$(without_ids program)"
  verdict "boost plain" "$(without_ids plain TELEMETRY_ENABLED=1)"
else
  verdict "boost" "$(head -c 600 errors)"
fi

# The function itself, in a program that is linked with the runtime, shared and static; weak references alone.
for link in shared static; do
  if [ $link = shared ]; then libraries=("-L$build/lib" -ltelinject "-Wl,-rpath,$build/lib"); else libraries=("$build/lib/libtelinject.a"); fi
  if gcc -O2 -Wall -Wextra -Werror -I"$include" log_by_hand.c -o program "${libraries[@]}" -pthread 2>errors; then
    problem=$(run program TELEMETRY_ENABLED=1)
    [ -n "$problem" ] || problem=$(python3 logs_check.py printed out.jsonl 2 2>&1)
    verdict "by hand $link" "$problem"
    verdict "by hand $link off" "$(without_ids program)"
  else
    verdict "by hand $link" "$(head -c 600 errors)"
  fi
done
echo "$passed passed, $failed failed"
[ $failed = 0 ]
