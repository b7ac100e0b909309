#!/usr/bin/env bash
# TELEMETRY_TAIL: of the sampled-out traces exactly those with an error are written, each whole, and lost ones are
# counted exactly.
# tail_run.sh BUILD
. "$(dirname "$0")/lib.sh"
flags=(-O2 -g -Wall -Wextra -Werror -Wno-missing-field-initializers -I"$here/../../runtime/include")
export TELEMETRY_ENABLED=1 TELEMETRY_THROTTLE=0 TELEMETRY_OUTPUT=file TELEMETRY_FILE=$work/out.jsonl SAMPLE_RATE=0 TELEMETRY_TAIL=errors

tail_way() { # NAME STATUS EXPRESSION [VARIABLE=VALUE...]
  local name=$1 status=$2 expression=$3 answer problem
  shift 3
  rm -rf "$work/out.jsonl" "$work/spool" "$work/rings"
  { env "$@" timeout -k 5 60 "$program" "$name" >/dev/null 2>"$work/stderr" </dev/null; answer=$?; } 2>/dev/null
  touch "$work/out.jsonl"
  problem=$(env "$@" python3 "$here/tail_check.py" "$work/out.jsonl" "$expression" 2>&1)
  [ "$answer" = "$status" ] || problem="exit status $answer, not $status; $(head -c 300 "$work/stderr")"
  verdict "$link $name $*" "$problem"
}

for link in shared static; do
  if [ "$link" = shared ]; then libraries=("-L$build/lib" -ltelinject "-Wl,-rpath,$build/lib"); else libraries=("$build/lib/libtelinject.a"); fi
  program=$work/tail
  g++ -std=c++17 "${flags[@]}" "$here/tail_ways.cpp" -o "$program" "${libraries[@]}" -lpthread || exit 2
  # A trace with an error has 8 function lines and two conditionals of two lines each; one without has 6 and the same
  # conditionals.
  erring='traces() == 100 and all(len(t) == 12 and "fails" in names(t) for t in whole()) and flags() == {"00"}'
  tail_way roots 0 "$erring and summary() == (900, 0)"
  tail_way roots 0 "$erring and summary() == (900, 0)" TELEMETRY_TAIL_KB=64
  tail_way roots 0 "$erring and summary() == (900, 0)" TELEMETRY_OUTPUT=stderr TELEMETRY_FILE= STDERR=1
  tail_way roots 0 'flags() == {"01"} and traces() == 1000 and summary() is None' SAMPLE_RATE=1
  tail_way roots 0 '100 < traces() < 900 and flags() == {"00", "01"} and summary() == (1000 - traces(), 0) and
    all(flags(t) == {"01"} or "fails" in names(t) for t in whole()) and
    len([t for t in whole() if "fails" in names(t)]) == 100' SAMPLE_RATE=0.5
  tail_way roots 0 'traces() == 0 and summary() == (1000, 0)' TELEMETRY_TAIL= SAMPLE_RATE=0.000000000000001 # 0 is off
  tail_way roots 0 'traces() == 0 and summary() == (1000, 0) and "TELEMETRY_TAIL=slow" in stderr_text()' TELEMETRY_TAIL=slow SAMPLE_RATE=0.000000000000001 # 0 is off
  tail_way roots 0 'traces() == 0 and "TELEMETRY_TAIL cannot be combined" in stderr_text()' TELEMETRY_RING_DIR="$work/rings"
  tail_way threads 0 'traces() == 400 and all(len(t) == 12 for t in whole()) and summary() == (3600, 0)'
  # The caller's trace is sampled out: all roots form one trace, with one root at a time.
  tail_way roots 0 'roots() == 100 and flags() == {"00"}' TRACEPARENT=00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00
  tail_way big 0 'traces() == 0 and summary() == (1, 0)' LEAVES=100000
  tail_way big 0 'traces() == 0 and summary() == (1, 0)' LEAVES=100000 TELEMETRY_TAIL_KB=64
  tail_way big 0 'traces() == 1 and len(lines) == 4 * 20000 + 4 and summary() is None' LEAVES=20000 ERROR_AT=20000
  tail_way big 0 'traces() == 1 and len(lines) == 4 * 100000 + 4 and summary() is None' LEAVES=100000 ERROR_AT=10 TELEMETRY_TAIL_KB=64
  tail_way big 0 'traces() == 0 and summary() == (0, 4 * 20000 + 4) and lost() == 4 * 20000 + 4' LEAVES=20000 ERROR_AT=20000 TELEMETRY_TAIL_KB=64
  tail_way big 0 'traces() == 0 and summary() == (0, 4 * 20000 + 4)' LEAVES=20000 ERROR_AT=5000 TELEMETRY_TAIL_KB=64
  tail_way slow 0 '"way_slow" in names(lines) and roots() >= 1 and (roots() == 2 or "quick" not in names(lines))' TELEMETRY_SLOW_MS=20
  tail_way abort 134 'traces() == 1 and len(lines) == 5' # nobody knows how it would have ended
  tail_way exit 3 'traces() == 0 and summary() == (1, 0)'
  tail_way terminate 134 'traces() == 1 and len([l for l in lines if "error" in l]) == 2'
  tail_way exec 0 'traces() == 1 and len(lines) == 5'
  tail_way exec_fails 0 'traces() == 1 and names(lines) == {"way_exec_fails", "leaf"} and len(lines) == 10 and summary() == (1, 0)'
  tail_way fork 0 'traces() == 1 and "way_fork" not in names(lines) and len([l for l in lines if l["event_type"] == "function_entry"]) == 4 and
    len({l["process"]["pid"] for l in lines}) == 1'
done
echo "$passed passed, $failed failed"
[ $failed = 0 ]
