#!/bin/bash
# docs_run.sh BUILD_DIR: runs every command that README.md and docs/*.md mark for running from the repository root
# (```sh), except script/demo and script/test, which call this.  Closes with 'N passed, N failed'.
set -u
cd "$(dirname "$0")/../.." || exit 2
[ "$(realpath "$1")" = "$(realpath build/release)" ] || { echo "skipped: the commands in the docs are those of build/release"; echo "0 passed, 0 failed"; exit 0; }
passed=0 failed=0
for page in README.md docs/*.md; do
  block=$(mktemp)
  awk '/^```sh$/ { on = 1; next } /^```/ { on = 0 } on && !/^script\/(demo|test|bench)( |$)/' "$page" >"$block"
  if [ -s "$block" ]; then
    if output=$(bash -e "$block" 2>&1); then
      passed=$((passed + 1)); echo "ok      $page"
    else
      failed=$((failed + 1)); echo "FAIL    $page"; printf '%s\n' "$output" | tail -n 20
    fi
  fi
  rm -f "$block"
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
