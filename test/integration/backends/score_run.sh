#!/usr/bin/env bash
# Rules of the Instrumentation Score (score_check.py) over what the Collector receives of programs whose traces are folded: recursion,
# loops, errors, queries, and children (fork, system) whose spans are below spans of this process.   score_run.sh BUILD
. "$(dirname "$0")/../lib.sh"
here=$(cd "$here/.." && pwd)
skip() { echo "skipped: Instrumentation Score: $1"; echo "0 passed, 0 failed"; exit 0; }
. "$here/backends/collector.sh"
. "$here/receiving.sh"
cat >"$work/shop.cpp" <<'CODE'
#include <cstdio>
#include <cstdlib>
#include <sqlite3.h>
#include <stdexcept>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
static int fibonacci(int n) { return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2); }
static int child(int n) { return fibonacci(n) > 0 ? 0 : 1; }
static int forked(int n) {
  const pid_t pid = fork();
  if (pid == 0)
    std::exit(child(n));
  int status = 1;
  waitpid(pid, &status, 0);
  return status;
}
static int called(const char *program) { return std::system((std::string(program) + " child").c_str()); }
static int deep(int n, const char *program) { return n == 0 ? called(program) + forked(9) : deep(n - 1, program); }
static int fails(int n) {
  try {
    throw std::runtime_error("no stock");
  } catch (const std::exception &) {
    return n;
  }
}
static int query() {
  sqlite3 *base = nullptr;
  sqlite3_open(":memory:", &base);
  int result = sqlite3_exec(base, "CREATE TABLE items (name TEXT)", nullptr, nullptr, nullptr);
  for (int i = 0; i < 3; ++i)
    result += sqlite3_exec(base, "INSERT INTO items VALUES ('x')", nullptr, nullptr, nullptr);
  sqlite3_close(base);
  return result;
}
int main(int argc, char **argv) {
  if (argc > 1)
    return child(12);
  return fibonacci(12) == 144 && fails(1) == 1 && query() == 0 && deep(5, argv[0]) == 0 ? 0 : 1;
}
CODE
problem=$("$build/bin/telinject" cc --strict -- g++ -O1 -std=c++17 "$work/shop.cpp" -o "$work/shop" -lsqlite3 2>&1) || verdict "the program builds" "${problem:0:800}"
receive # for a free port
export TELEMETRY_ARRIVED=$work/in/received.json TELEMETRY_ARRIVED_LOGS=$work/in/logs.json
export TELEMETRY_OUTPUT=otlp TELEMETRY_BUDGET=off TELEMETRY_EXIT_TIMEOUT_MS=60000 OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:$port SERVICE_NAME=shop
rules() { # BUDGET: the rules over what arrives with so many spans a trace
  fresh; collect collector_otlp
  TELEMETRY_SPAN_BUDGET=$1 "$work/shop" 2>"$work/stderr" || problem+=" exit status $?"
  stop
  [ -z "$problem$(cat "$work/stderr")" ] || verdict "$1 spans a trace" "$problem$(cat "$work/stderr")"
  python3 "$here/backends/score_check.py" "$TELEMETRY_ARRIVED" 2>&1
}
while read -r state name; do
  case $state in ok) verdict "$name" "";; *) verdict "${name%%: *}" "${name#*: }";; esac
done < <(rules 5) # the spans of three processes and a summary of each, in one trace
# A check that accepts everything proves nothing: a full export breaks two rules.
verdict "a full export is found to break SPA-001 and SPA-005" "$(TELEMETRY_EXPORT=full rules 5 | grep -c -E '^wrong SPA-00[15]' | grep -vx 2)"

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ] && [ "$passed" -gt 10 ]
