# The program of docs/queries.md for the runners that use it; sourced after lib.sh, in the folder where they work.
#   build_queries_program    compiles queries_program.cpp, instrumented, as ./program
#   run_two_releases         runs it as releases 1.0 and 2.0 of shop, which write telemetry-RELEASE.jsonl
build_queries_program() {
  local problem
  problem=$("$build/bin/telinject" cc --strict -- g++ -O2 -std=c++17 "$here/queries_program.cpp" -o program -lsqlite3 -lcurl 2>&1) ||
    verdict "the program builds" "${problem:0:800}"
}
run_two_releases() {
  local release
  for release in 1.0 2.0; do
    env TELEMETRY_ENABLED=1 TELEMETRY_BUDGET=off TELEMETRY_OUTPUT=file TELEMETRY_FILE="telemetry-$release.jsonl" SERVICE_NAME=shop SERVICE_VERSION=$release \
      ./program $release || verdict "release $release runs" "exit status $?"
  done
}
