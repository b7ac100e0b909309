#!/usr/bin/env bash
# A program with a thousand secrets, in all places that are recorded: none comes out, by gcc and clang, as a file and through
# a spool.   secrets_run.sh BUILD
. "$(dirname "$0")/lib.sh"
cd "$work" || exit 1
python3 "$here/secrets/make.py" . || exit 1
echo '{"capture": {"dereference_strings": true}}' >.telinject.json
check() { # NAME FILE...
  local name=$1
  shift
  verdict "$name" "$(python3 "$here/secrets/check.py" "$@" 2>&1)"
}

for compiler in g++ clang++-$llvm; do
  problem=$("$build/bin/telinject" cc --strict -- "$compiler" -O1 -std=c++17 secrets.cpp -o secrets -lsqlite3 -lcurl 2>&1)
  verdict "$compiler: the program builds" "${problem:0:800}"
  env TELEMETRY_ENABLED=1 TELEMETRY_BUDGET=off TELEMETRY_OUTPUT=file TELEMETRY_FILE=events.jsonl ./secrets
  check "$compiler: file" events.jsonl
  # What the program did is there, or nothing could come out of it.
  verdict "$compiler: the values are there" "$([ "$(grep -c 'REDACTED' events.jsonl)" -gt 800 ] || echo "only $(grep -c REDACTED events.jsonl) lines have something redacted")"
  env TELEMETRY_ENABLED=1 TELEMETRY_BUDGET=off TELEMETRY_OUTPUT=spool TELEMETRY_FILE=spool ./secrets
  "$build/bin/telinject-events" render spool >rendered.jsonl
  check "$compiler: spool" rendered.jsonl
  verdict "$compiler: the spool has what the file has" "$([ "$(grep -c REDACTED rendered.jsonl)" = "$(grep -c REDACTED events.jsonl)" ] || wc -l rendered.jsonl)"
  verdict "$compiler: nobody else can read the spool" "$(find spool -type f ! -perm 600; [ -n "$(find spool -type f)" ] || echo 'there is none')"
  rm -rf events.jsonl spool rendered.jsonl
done

# The renderers of all formats.
while read -r format; do
  env TELEMETRY_ENABLED=1 TELEMETRY_BUDGET=off TELEMETRY_EXPORT=full TELEMETRY_FORMAT=$format TELEMETRY_OUTPUT=file TELEMETRY_FILE=events.$format ./secrets
  check "format $format" events.$format
  verdict "format $format: the values are there" "$([ "$(grep -a -o 'REDACTED' events.$format | wc -l)" -gt 800 ] || stat -c '%s bytes' events.$format)"
done < <(sed -n 's/^TELINJECT_FORMAT("\([a-z0-9_]*\)".*/\1/p' "$here/../../runtime/formats/formats.def")

echo 'int main(void) { return 0; }' >empty.c
"$build/bin/telinject" cc --strict -- gcc empty.c -o empty || verdict "the empty program builds" "exit status $?"
mkdir programs
python3 - <<'PYTHON'
import json
import os
import subprocess
for number, words in enumerate(json.load(open("command_lines.json", encoding="utf-8"))):
    program = f"programs/{words[0]}"
    if not os.path.exists(program):
        os.link("empty", program)
    subprocess.run([program, *words[1:]], check=True, env={**os.environ, "TELEMETRY_ENABLED": "1", "TELEMETRY_OUTPUT": "file",
                                                          "TELEMETRY_FILE": f"command-{number}.jsonl"})
PYTHON
check "command lines" command-*.jsonl
verdict "the command lines are there" "$([ "$(cat command-*.jsonl | grep -c '"command_line":"programs/')" -gt 30 ] || cat command-*.jsonl | head -c 300)"

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
