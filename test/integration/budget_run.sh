#!/usr/bin/env bash
# The budget: whatever is folded, the totals of calls, errors, iterations, branches and changes are those of a run that
# writes everything, except where they are marked.
# budget_run.sh BUILD
. "$(dirname "$0")/lib.sh"
cd "$work" || exit 1
cp "$here/budget_ways.cpp" .
export TELEMETRY_ENABLED=1 TELEMETRY_OUTPUT=file
problem=$("$build/bin/telinject" cc --strict -- g++ -std=c++17 -O2 -g budget_ways.cpp -o program -pthread 2>&1) ||
  { verdict "the program" "does not build: ${problem:0:600}"; echo "$passed passed, $failed failed"; exit 1; }
g++ -std=c++17 -O2 budget_ways.cpp -o plain -pthread

events() { "$build/bin/telinject-events" "$@"; }

# run FILE WAY CALLS [VARIABLE=VALUE...]: runs the program, which must print what the plain one prints.
run() {
  local file=$1 way=$2 calls=$3
  shift 3
  rm -f "$file" "$file".*
  { env "$@" TELEMETRY_FILE="$file" timeout -k 5 120 ./program "$way" "$calls" >stdout 2>stderr; } 2>/dev/null
  { timeout 60 ./plain "$way" "$calls" >wanted; } 2>/dev/null
  diff wanted stdout >/dev/null || echo "prints $(head -c 100 stdout), not $(head -c 100 wanted)"
  head -c 60 stderr
}

# way NAME CALLS LEVELS [VARIABLE=VALUE...]
way() {
  local way=$1 calls=$2 levels=$3 all=$1-$2.jsonl problem=
  shift 3
  [ -e "$all" ] || problem=$(run "$all" "$way" "$calls" TELEMETRY_BUDGET=off)
  problem+=$(run budget.jsonl "$way" "$calls" "$@")
  [ -n "$problem" ] || problem=$(events validate budget.jsonl 2>&1 >/dev/null | head -n 5)
  [ -n "$problem" ] || problem=$(python3 "$here/budget_check.py" "$all" budget.jsonl "$levels" 2>&1 | tail -n 8)
  verdict "$way $calls $*" "$problem"
}

for name in plain exceptions jumps recursion threads short_threads fork unfinished crash; do
  # Too few calls of each function to choose a level for it: every figure is exact.
  way $name 20 folded TELEMETRY_MAX_EVENTS=10
  way $name 12000 folded,counted TELEMETRY_MAX_EVENTS=500
done
# Without a limit of lines, functions whose hooks cost too much are counted all the same.
way plain 12000 folded,counted TELEMETRY_MAX_EVENTS=off TELEMETRY_BUDGET=1
# Functions that take more than the budget even when they are counted sleep.
problem=$(run dormant.jsonl plain 10000000 TELEMETRY_MAX_EVENTS=500 TELEMETRY_BUDGET=1)
verdict "functions that sleep" "$problem$(events validate dormant.jsonl 2>&1 >/dev/null | head -n 5; python3 "$here/budget_check.py" --dormant dormant.jsonl 10000000 2>&1)"
# A summary now and then: the sums of all of them are those of the process.
way threads 12000 folded,counted TELEMETRY_MAX_EVENTS=500 TELEMETRY_SUMMARY_S=1
way plain 20 folded TELEMETRY_MAX_EVENTS=10 TELEMETRY_WRITER=none
way plain 20 folded TELEMETRY_MAX_EVENTS=10 TELEMETRY_CLOCK=monotonic

# A running process: its summaries have what spans folded that are still open, and so has a process that is killed.
way long 20 folded TELEMETRY_MAX_EVENTS=10 TELEMETRY_SUMMARY_S=1
way long 50000 folded,counted TELEMETRY_MAX_EVENTS=500 TELEMETRY_SUMMARY_S=1
verdict 'the summaries of a running process' "$(python3 "$here/budget_check.py" --running budget.jsonl 50000 2>&1)"
rm -f killed.jsonl
{ env TELEMETRY_MAX_EVENTS=500 TELEMETRY_SUMMARY_S=1 TELEMETRY_FILE=killed.jsonl timeout -s KILL 2.4 ./program long 50000 >stdout 2>stderr; } 2>/dev/null
verdict 'the summaries of a killed process' "$(events validate killed.jsonl 2>&1 >/dev/null | head -n 5; python3 "$here/budget_check.py" --killed killed.jsonl 50000 2>&1)"
# Of a spool, too.
way_spool=$(run long.spool long 5000 TELEMETRY_OUTPUT=spool TELEMETRY_MAX_EVENTS=500 TELEMETRY_SUMMARY_S=1)
events render long.spool >rendered.jsonl 2>stderr || way_spool+=$(cat stderr)
verdict 'the summaries of a running process, in a spool' "$way_spool$(events validate rendered.jsonl 2>&1 >/dev/null | head -n 5; python3 "$here/budget_check.py" --running rendered.jsonl 5000 2>&1)"

# An object that is unloaded takes the names of its functions with it; another one may be loaded at its address.
for name in first second; do
  printf 'extern "C" int %s(int n) { return n + 1; }\n' $name >$name.cpp
  "$build/bin/telinject" cc --strict -- g++ -O1 -fPIC -shared $name.cpp -o $name.so 2>&1
done
cat >plugins.cpp <<'CXX'
#include <dlfcn.h>
int call(const char *file, const char *name) {
  void *object = dlopen(file, RTLD_NOW);
  auto *function = reinterpret_cast<int (*)(int)>(dlsym(object, name));
  int sum = 0;
  for (int i = 0; i < 50; ++i)
    sum += function(i);
  return dlclose(object) + sum;
}
int main() {
  return call("./first.so", "first") + call("./second.so", "second") == 2 * 1275 ? 0 : 1;
}
CXX
problem=$("$build/bin/telinject" cc --strict -- g++ -O1 plugins.cpp -o plugins 2>&1)
rm -f budget.jsonl
{ env TELEMETRY_MAX_EVENTS=10 TELEMETRY_FILE=budget.jsonl timeout 60 ./plugins 2>stderr || problem+="exit status $?"; } 2>/dev/null
problem+=$(events validate budget.jsonl 2>&1 >/dev/null | head -n 3)
problem+=$(events report budget.jsonl | awk '$NF == "first" || $NF == "second" { calls[$NF] = $1 } END { if (calls["first"] != 50 || calls["second"] != 50) print "calls of first: " calls["first"] ", of second: " calls["second"] }')
verdict "objects that are unloaded" "$problem"

# Small programs are written whole.
problem=$(run small.jsonl recursion 60 TELEMETRY_MAX_EVENTS=10000000)
verdict "a first burst that is large enough" "$problem$(events validate small.jsonl 2>&1 >/dev/null)$(grep -c '"folded"' small.jsonl | grep -v '^0$')"

# A spool, rendered later, has the same totals.
problem=$(run budget.spool plain 20 TELEMETRY_OUTPUT=spool TELEMETRY_MAX_EVENTS=10)
events render budget.spool >rendered.jsonl 2>stderr || problem+=$(cat stderr)
[ -n "$problem" ] || problem=$(events validate rendered.jsonl 2>&1 >/dev/null; python3 "$here/budget_check.py" plain-20.jsonl rendered.jsonl folded 2>&1 | tail -n 8)
verdict "a spool" "$problem"

# A control file changes the budget.
printf 'TELEMETRY_BUDGET=off\n' >control
problem=$(run controlled.jsonl recursion 60 TELEMETRY_MAX_EVENTS=20 TELEMETRY_CONTROL=control)
verdict "a control file that switches the budget off" "$problem$(grep -c '"folded"' controlled.jsonl | grep -v '^0$')"

for bad in TELEMETRY_BUDGET=101 TELEMETRY_BUDGET=ten TELEMETRY_MAX_EVENTS=-1 TELEMETRY_SUMMARY_S=1000000; do
  { env "$bad" TELEMETRY_FILE=bad.jsonl timeout 60 ./program recursion 50 >stdout 2>stderr; } 2>/dev/null
  verdict "$bad" "$(grep -q "warning: .*${bad%%=*}" stderr || { echo 'no warning:'; head -c 60 stderr; })"
done
echo "$passed passed, $failed failed"
[ $failed = 0 ]
