#!/usr/bin/env bash
# Builds the runtime's test programs against the libraries of a build folder and runs each way of running and ending.
# runtime_run.sh BUILD [WAY...]      COMPILERS="gcc clang-22" LINKS="shared static" select fewer; RUNNER="qemu-…" runs
# programs for another processor
. "$(dirname "$0")/lib.sh"
shift
only=" $* "
include=$here/../../runtime/include
export TELEMETRY_ENABLED=1 TELEMETRY_OUTPUT=file TELEMETRY_FILE=$work/out.jsonl COUNT_FILE=$work/count
export PLUGIN_A=$work/plugin-a.so PLUGIN_B=$work/plugin-b.so
export TELEMETRY_THROTTLE=0 # every call is counted and recorded; a separate way has it on

run() { # NAME [VARIABLE=VALUE...]: prints the exit status; what the shell says of a killed program is not shown
  local name=$1
  shift
  {
    env "$@" timeout -k 5 60 ${RUNNER:-} "$program" "$name" >"$work/stdout" 2>"$work/stderr" </dev/null
    echo $?
  } 2>/dev/null
}

# way NAME STATUS [VARIABLE=VALUE...] [-- CHECK OPTIONS]: runs $program NAME and checks its exit status and its lines.
way() {
  local name=$1 status=$2 answer problem label
  shift 2
  local settings=()
  while [ $# -gt 0 ] && [ "$1" != -- ]; do settings+=("$1"); shift; done
  [ $# -gt 0 ] && shift
  label="$flavour $name ${settings[*]}"
  [ "$only" != "  " ] && [[ $only != *" $name "* ]] && return
  rm -f "$work"/*.jsonl
  head -c 4096 /dev/zero >"$COUNT_FILE"
  answer=$(run "$name" "${settings[@]}")
  [ "$name" = daemon ] && sleep 0.5
  if [ $answer != "$status" ]; then
    verdict "$label" "exit status $answer, not $status; $(head -c 300 "$work/stderr")"
    return
  fi
  touch "$work/out.jsonl"
  problem=$(python3 "$here/runtime_check.py" --count "$COUNT_FILE" "$@" "$work/out.jsonl" 2>&1) && problem=
  verdict "$label" "$problem"
}

c_ways() {
  way normal 0 -- --expr 'len(lines) == 202 and lines[0]["parent_span_id"] is None and by_name("leaf")[1]["attributes"]["return_value"] == 1'
  way normal 0 WITH_CONSTRUCTOR=1 -- --expr 'by_name("before_main") and by_name("after_main")'
  way normal 0 TELEMETRY_RING_KB=64 TELEMETRY_SLOW_MS=1
  way atexit 0 -- --expr 'by_name("at_exit")'
  way exit 7 -- --unfinished 1
  way quick_exit 8 -- --unfinished 1 --expr 'by_name("at_exit")'
  way _exit 9 -- --unfinished 1
  way exit_in_thread 6 -- --unfinished 3
  way abort 134 -- --open 1
  way segv 139 -- --open 1
  way term 143 -- --open 1
  way int 130 -- --open 1
  way fpe 136 -- --open 1
  way pipe 141 -- --open 1
  way overflow 139 -- --expr 'len(entries) > 1000' --open -1
  way thread_overflow 139 -- --expr 'len(entries) > 1000' --open -1
  way own_handler 5 -- --unfinished 2
  way fork 0 -- --expr 'processes() == 6 and len(by_name("work")) == 2 * (1 + 5 + 5)'
  way fork__exit 0 -- --expr 'processes() == 2 and len(by_name("leaf")) == 20'
  way fork_returns 0 -- --expr 'processes() == 2 and len(by_name("way_fork_returns")) == 2 and len(by_name("work")) == 4'
  way thinned 0 TELEMETRY_THROTTLE=1 -- --thinned --expr 'processes() == 2 and len(by_name("leaf")) < 260000'
  way fork_silent 0 -- --expr 'len(lines) == 2 and processes() == 1'
  way fork_while_busy 0 -- --expr 'processes() == 21 and len([l for l in by_name("work") if l["event_type"] == "function_entry" and l["attributes"]["arguments"]["n"] == 20]) == 20'
  way vfork_exec 0
  way vfork__exit 0
  way exec 3 -- --open 1
  way exec_fails 0 -- --expr 'len(by_name("leaf")) == 10'
  way system 0
  way daemon 0 -- --unfinished 1 --expr 'processes() == 2 and len(by_name("leaf")) == 10'
  [[ $flavour == *shared* ]] && way dlclose 0 -- --expr 'len(by_name("unloaded_a")) == 20 and len(by_name("unloaded_b")) == 20'
  way churn 0 -- --expr 'len(entries) == 8001'
  way pthread_exit 0 -- --abandoned 1
  way main_pthread_exit 0 -- --abandoned 1 --expr 'len(by_name("leaf")) == 10 and open("'"$work/stdout"'").read().endswith("the last\n")'
  way cancel 0 -- --abandoned 1
  way key 0 -- --expr 'by_name("late_destructor")'
  way longjmp 0 -- --abandoned 300 --expr 'all(l["parent_span_id"] == by_name("way_longjmp")[0]["span_id"] for l in by_name("jumps") if l["event_type"] == "function_entry" and l["attributes"]["arguments"]["n"] == 2)'
  way signal 0 -- --lost-allowed
  # The number of calls is exact unless functions became dormant.
  way signal 0 TELEMETRY_BUDGET=100 -- --lost-allowed --thinned
  way siglongjmp 0 -- --lost-allowed --uncounted 8 --slack 100 --expr 'len([l for l in by_name("work") if l["event_type"] == "function_entry" and l["attributes"]["arguments"]["n"] == 7]) == 1'
  if [ "$(uname -m)" = x86_64 ] && [[ $flavour == *static* ]]; then
    # work(0) is called after every other jump.  From the first jump that leaves the entry of a work(1), one such entry
    # is between any two.
    way jump_everywhere 0 -- --lost-allowed --uncounted 8 --slack 9999 --expr 're.fullmatch("10{100,}(1+0){120,}1+7", "".join(str(l["attributes"]["arguments"]["n"]) for l in by_name("work") if l["event_type"] == "function_entry"))'
    way jump_everywhere_inside 0 TELEMETRY_ROOTS=off -- --lost-allowed --uncounted 8 --slack 9999 --expr 'by_name("way_jump_everywhere_inside")[1]["attributes"].get("abandoned") is None'
  fi
  way close_all 0
  way close_all_exit 0 -- --expr 'processes() == 2 and len(by_name("leaf")) == 6'
  way deep 0 -- --expr 'len(lines) == 40002'
  way values 0 -- --expr 'values_are_right()'
  way slow 0 TELEMETRY_SLOW_MS=10 -- --expr 'by_name("way_slow")[1]["severity"] == "WARN" and by_name("leaf")[1]["severity"] == "INFO"'
}

# Cases that the general check does not cover.
special() { # NAME [VARIABLE=VALUE...] -- COMMAND...: the command, run after the program, prints what is wrong
  local name=$1 label problem
  shift
  local settings=()
  while [ "$1" != -- ]; do settings+=("$1"); shift; done
  shift
  label="$flavour $name ${settings[*]}"
  [ "$only" != "  " ] && [[ $only != *" $name "* ]] && return
  rm -f "$work"/*.jsonl
  head -c 4096 /dev/zero >"$COUNT_FILE"
  run "$name" "${settings[@]}" >"$work/status"
  problem=$("$@" 2>&1)
  verdict "$label" "$problem"
}
status_is() { [ "$(cat "$work/status")" = "$1" ] || echo "exit status $(cat "$work/status"), not $1"; }
is_off() {
  status_is 0
  [ -e "$work/out.jsonl" ] && echo "a file was written"
  [ -s "$work/stderr" ] && echo "stderr: $(head -c 200 "$work/stderr")"
}
warns() { # TEXT: that one line on stderr, and the events nevertheless in the file or on stderr
  status_is 0
  [ "$(grep -c '^telinject: ' "$work/stderr")" = 1 ] || echo "stderr: $(head -c 300 "$work/stderr")"
  grep -q "$1" "$work/stderr" || echo "no '$1' in: $(head -c 300 "$work/stderr")"
}
lines_in() { lines_of 0 "$@"; } # FILE OPTIONS...
lines_of() { # STATUS FILE OPTIONS...
  local file=$2
  status_is "$1"
  shift 2
  python3 "$here/runtime_check.py" "$@" "$file" >"$work/problem" 2>&1 || cat "$work/problem"
}
keeps_low_descriptors() { status_is 0; grep -qx 'lowest 3' "$work/stdout" || cat "$work/stdout"; }
some_sampled() {
  status_is 0
  python3 - "$work/out.jsonl" <<'PY'
import json, sys
lines = [json.loads(l) for l in open(sys.argv[1])]
last = lines[-1]["attributes"]
roots = sum(1 for l in lines if l["event_type"] == "function_entry" and l["parent_span_id"] is None)
if lines[-1]["event_type"] != "telemetry_summary" or last["traces_sampled_out"] + roots != 1000 or not 150 < roots < 350:
    print(lines[-1]["event_type"], last, roots)
if any(int(l["trace_id"][-14:], 16) < 3 << 54 for l in lines[:-1]) or lines[0]["sample_rate"] != 0.25:
    print("a trace below the threshold was kept")
if last["events_written"] != len(lines) - 1:
    print("events_written", last)
PY
}
# selected NAME:LINES...: these functions, and no others, are recorded, as children of the recorded functions around
# them.
selected() {
  status_is 0
  touch "$work/out.jsonl"
  python3 - "$work/out.jsonl" "$@" <<'PY'
import collections, json, sys
lines = [json.loads(l) for l in open(sys.argv[1])]
counts = dict(collections.Counter(l["function_name"] for l in lines))
wanted = {name: int(n) for name, n in (word.split(":") for word in sys.argv[2:])}
if counts != wanted:
    print(counts, "not", wanted)
spans = {l["span_id"]: l["function_name"] for l in lines}
for l in lines:
    around = {"leaf": ("work", "way_selected"), "work": ("way_selected",), "helper": ("way_selected",)}.get(l["function_name"], ())
    if l["event_type"] == "function_entry" and any(name in wanted for name in around) and spans.get(l["parent_span_id"]) not in around:
        print(l["function_name"], "in", spans.get(l["parent_span_id"]))
PY
}
check_too_deep() {
  status_is 0
  python3 - "$work/out.jsonl" <<'PY'
import json, sys
lines = [json.loads(l) for l in open(sys.argv[1])]
a = lines[-1]["attributes"]
if lines[-1]["event_type"] != "telemetry_summary" or a["suppressed"] != {"function_entry": 4465, "function_exit": 4465} or len(lines) != 2 * 65536 + 1:
    print(len(lines), lines[-1]["event_type"], a)
PY
}

# At a rate of 0 telemetry is off but for one summary, which names the setting: the process has one thread, and its
# forked children write nothing.
zero_rate() {
  local summary='len(lines) == 1 and lines[0]["event_type"] == "telemetry_summary" and lines[0]["attributes"]["disabled_by"] == "%s" and lines[0]["sample_rate"] == 0 and lines[0]["resource"]["runtime_name"] == "c"'
  local by_rate by_sampler way
  local parent=00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331
  printf -v by_rate "$summary" SAMPLE_RATE
  printf -v by_sampler "$summary" OTEL_TRACES_SAMPLER
  for way in normal roots fork fork_silent vfork_exec system atexit churn close_all; do
    special $way SAMPLE_RATE=0 -- lines_in "$work/out.jsonl" --expr "$by_rate"
  done
  for way in exit:7 quick_exit:8 _exit:9 exit_in_thread:6; do
    special ${way%:*} SAMPLE_RATE=0 -- lines_of ${way#*:} "$work/out.jsonl" --expr "$by_rate"
  done
  # A signal that kills the process, and exec, leave no time for it.
  special segv SAMPLE_RATE=0 -- lines_of 139 "$work/out.jsonl" --expr 'lines == []'
  special normal SAMPLE_RATE=0.0 TELEMETRY_WRITER=none -- lines_in "$work/out.jsonl" --expr "$by_rate"
  special normal SAMPLE_RATE=0 TELEMETRY_RING_DIR="$work" -- lines_in "$work/out.jsonl" --expr "$by_rate"
  special normal OTEL_TRACES_SAMPLER=always_off -- lines_in "$work/out.jsonl" --expr "$by_sampler"
  special normal OTEL_TRACES_SAMPLER=always_on SAMPLE_RATE=0 TRACEPARENT=$parent-00 -- lines_in "$work/out.jsonl" --expr "$by_rate"
  special normal OTEL_SDK_DISABLED=true SAMPLE_RATE=0 -- is_off
  special normal SAMPLE_RATE=0 TELEMETRY_OUTPUT=spool TELEMETRY_FILE="$work/out.spool" -- zero_rate_spool "$by_rate"
  special count_threads SAMPLE_RATE=0 -- keeps_low_descriptors
  # What may be sampled all the same: the caller's trace, and the traces of callers.
  special normal SAMPLE_RATE=0 TRACEPARENT=$parent-01 -- lines_in "$work/out.jsonl" --count "$COUNT_FILE" --remote b7ad6b7169203331
  special normal OTEL_TRACES_SAMPLER=parentbased_always_off -- lines_in "$work/out.jsonl" \
    --expr 'len(lines) == 1 and lines[0]["attributes"]["traces_sampled_out"] > 0 and "disabled_by" not in lines[0]["attributes"]'
}
zero_rate_spool() { # EXPRESSION
  "$build/bin/telinject-events" render "$work/out.spool" >"$work/out.jsonl" || echo "it is not rendered"
  rm -rf "$work/out.spool"
  lines_in "$work/out.jsonl" --expr "$1"
}

special_ways() {
  special normal TELEMETRY_ENABLED=0 DEBUG=1 -- is_off
  special normal TELEMETRY_ENABLED= DEBUG=*:app -- is_off
  special normal TELEMETRY_ENABLED= -- is_off
  special normal OTEL_SDK_DISABLED=true -- is_off
  special normal TELEMETRY_ENABLED= DEBUG=Yes -- lines_in "$work/out.jsonl" --count "$COUNT_FILE"
  special normal TELEMETRY_OUTPUT=stderr -- lines_in "$work/stderr" --count "$COUNT_FILE"
  special normal TELEMETRY_OUTPUT=stdout -- lines_in "$work/stdout" --count "$COUNT_FILE"
  special normal TELEMETRY_OUTPUT=carrier-pigeon -- warns 'TELEMETRY_OUTPUT=carrier-pigeon'
  special normal TELEMETRY_ENABLED=perhaps DEBUG=1 -- warns 'TELEMETRY_ENABLED=perhaps'
  special normal SAMPLE_RATE=2 -- warns 'SAMPLE_RATE=2'
  special normal TELEMETRY_RING_KB=1 -- warns 'TELEMETRY_RING_KB=1'
  special normal TELEMETRY_FILE= -- warns 'TELEMETRY_FILE'
  special normal TELEMETRY_FILE=/does/not/exist/x -- warns 'no such file or folder; telemetry is off'
  special normal TELEMETRY_FILE=/dev/full -- warns 'no space left'
  special roots SAMPLE_RATE=0.25 -- some_sampled
  special selected TELEMETRY_FUNCTIONS=+^way_,-^helper,+ -- warns 'TELEMETRY_FUNCTIONS=+^way_,-^helper,+: an expression is empty; recording all functions'
  special selected TELEMETRY_FUNCTIONS=-^helper$ -- selected work:2 leaf:10 way_selected:2
  special selected TELEMETRY_FUNCTIONS=-^helper$ TELEMETRY_THROTTLE=1 -- selected work:2 leaf:10 way_selected:2
  special selected TELEMETRY_FUNCTIONS=+^helper,+^work -- selected work:2 helper:8
  special selected TELEMETRY_FUNCTIONS=+nothing -- selected
  special roots SAMPLE_RATE=1e-15 TELEMETRY_FUNCTIONS=+^leaf -- lines_in "$work/out.jsonl" --expr 'len(lines) == 1 and lines[0]["attributes"]["traces_sampled_out"] == 1000'
  zero_rate
  special too_deep -- check_too_deep
  special count_threads -- keeps_low_descriptors
  special normal TRACEPARENT=00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01 -- lines_in "$work/out.jsonl" --count "$COUNT_FILE" \
    --remote b7ad6b7169203331 --expr 'all(l["trace_id"] == "0af7651916cd43dd8448eb211c80319c" for l in lines) and lines[0]["parent_span_id"] == "b7ad6b7169203331"'
  special roots TRACEPARENT=00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00 -- lines_in "$work/out.jsonl" \
    --expr 'len(lines) == 1 and lines[0]["attributes"]["traces_sampled_out"] == 1000'
  special normal SERVICE_NAME=shop OTEL_RESOURCE_ATTRIBUTES=service.version=1%2C2,deployment.environment.name=prod -- lines_in "$work/out.jsonl" \
    --expr 'lines[0]["service"] == {"name": "shop", "version": "1,2"} and lines[0]["environment"] == "prod"'
}

cpp_ways() {
  way plain 0 -- --thread-exit 1 --expr 'cpp_is_right()'
  way exit 4 -- --thread-exit 1 --unfinished 1
  way terminate 134 -- --thread-exit 1 --unfinished 3 --expr 'all(l["error"]["message"] == "no" for l in exits if l["attributes"].get("unfinished"))'
  # The handler's events follow the end of the open spans; they form a separate trace, which ends by exit.
  way terminate_handler 5 -- --thread-exit 1 --unfinished 4 --expr '[(l["parent_span_id"], l["trace_id"] == lines[0]["trace_id"]) for l in entries if l["function_name"] == "main::handler"] == [(None, False)]'
}

for compiler in ${COMPILERS:-gcc clang-$llvm}; do
  command -v "$compiler" >/dev/null || { echo "skipped $compiler: not installed"; continue; }
  case $compiler in *gcc*) cxx=${compiler/gcc/g++} ;; *) cxx=${compiler/clang/clang++} ;; esac
  for link in ${LINKS:-shared static}; do
    flavour="$compiler $link"
    if [ "$link" = shared ]; then libraries=("-L$build/lib" -ltelinject "-Wl,-rpath,$build/lib"); else libraries=("$build/lib/libtelinject.a"); fi
    flags=(-O2 -g -Wall -Wextra -Werror -Wno-missing-field-initializers -Wno-infinite-recursion -I"$include" ${CFLAGS_EXTRA:-})
    for plugin in a b; do
      "$compiler" -std=gnu11 "${flags[@]}" -shared -fPIC -DPLUGIN_NAME="\"$plugin\"" "$here/runtime_plugin.c" -o "$work/plugin-$plugin.so" "${libraries[@]}" || exit 2
    done
    program=$work/ways-c
    "$compiler" -std=gnu11 "${flags[@]}" "$here/runtime_ways.c" -o "$program" "${libraries[@]}" -lpthread -ldl || exit 2
    c_ways
    special_ways
    program=$work/ways-cpp
    "$cxx" -std=c++17 "${flags[@]}" "$here/runtime_ways.cpp" -o "$program" "${libraries[@]}" -lpthread || exit 2
    cpp_ways
  done
done
echo "$passed passed, $failed failed"
[ $failed = 0 ]
