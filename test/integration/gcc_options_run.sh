#!/bin/sh
# gcc_options_run.sh BUILD_DIR: each option in GCC's help must be understood, relaxed or refused by name.
. "$(dirname "$0")/lib.sh"
for language in c c++; do
  case $language in c) compiler=gcc ;; *) compiler=g++ ;; esac
  timeout 1500 python3 "$here/gcc_options.py" "$build/bin/telinject" $compiler $language >"$work/log" 2>&1 && why='' || why=$(head -c 2000 "$work/log")
  tail -n 1 "$work/log"
  verdict "options of $compiler" "$why"
done
printf '%s passed, %s failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
