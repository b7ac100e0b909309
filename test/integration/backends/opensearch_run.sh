#!/usr/bin/env bash
# OpenSearch with the strict index template of docs/examples/backends takes each line of TELEMETRY_FORMAT=ecs, ignores no field, and
# finds a trace with all its spans by trace.id.   opensearch_run.sh BUILD
. "$(dirname "$0")/../lib.sh"
here=$(cd "$here/.." && pwd)
skip() { echo "skipped: OpenSearch: $1"; echo "0 passed, 0 failed"; exit 0; }
command -v java >/dev/null && command -v mvn >/dev/null || skip "no Java or no Maven here"
libraries=${XDG_CACHE_HOME:-$HOME/.cache}/telinject-tests/opensearch-$(cksum <"$here/backends/opensearch/pom.xml" | cut -d ' ' -f 1)
if [ ! -e "$libraries/complete" ]; then
  mvn -q -B -f "$here/backends/opensearch/pom.xml" dependency:copy-dependencies -DoutputDirectory="$libraries" >"$work/mvn.log" 2>&1 || skip "Maven: $(tail -n 1 "$work/mvn.log")"
  touch "$libraries/complete"
fi
cd "$work" || exit 1
unset http_proxy HTTP_PROXY
cp "$here/queries_program.cpp" .
cat >values.cpp <<'CODE'
// One name for values of many types: an index must take them all.
#include <string>
#include <vector>
struct Point { int x, y; };
enum class Color { red };
static int whole(int x) { return x + 1; }
static double real(double x) { return x / 3; }
static bool truth(bool x) { return !x; }
static std::string text(const std::string &x) { return x + "\"\\\n\x01\xff"; }
static std::size_t list(const std::vector<int> &x) { return x.size(); }
static int object(Point x) { return x.x; }
static int nothing(const char *x) { return x == nullptr; }
static Color color(Color x) { return x; }
int main() {
  return whole(1) + static_cast<int>(real(1e300)) * 0 + truth(false) + static_cast<int>(text(std::string(5000, 'x')).size()) * 0 +
             static_cast<int>(list({1, 2})) + object({1, 2}) + nothing(nullptr) + static_cast<int>(color(Color::red)) == 7 ? 0 : 1;
}
CODE
for program in queries_program values; do
  problem=$("$build/bin/telinject" cc --strict -- g++ -O1 -std=c++17 $program.cpp -o $program -lsqlite3 -lcurl 2>&1) || verdict "$program builds" "${problem:0:800}"
  env TELEMETRY_ENABLED=1 TELEMETRY_BUDGET=off TELEMETRY_FORMAT=ecs TELEMETRY_OUTPUT=file TELEMETRY_FILE=$program.jsonl SERVICE_VERSION=2.0 ./$program 2.0 ||
    verdict "$program runs" "exit status $?"
done

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
coproc node { exec java -Xmx1g -cp "$libraries/*" "$here/backends/opensearch/Start.java" "$work/data" "$port" 2>&1; }
for _ in $(seq 60); do read -r -t 5 -u "${node[0]}" line && [ "$line" = ready ] && break; done
verdict "OpenSearch starts" "$([ "${line:-}" = ready ] || echo "${line:-no answer}")"
while read -r state name; do
  case $state in ok) verdict "$name" "";; *) verdict "${name%%: *}" "${name#*: }";; esac
done < <(python3 "$here/backends/opensearch_check.py" "http://127.0.0.1:$port" "$here/../../docs/examples/backends" queries_program.jsonl values.jsonl 2>&1)
exec {node[1]}>&-
wait "$node_PID" 2>/dev/null

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
