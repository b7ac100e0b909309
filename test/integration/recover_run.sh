#!/usr/bin/env bash
# telinject-events recover must write each event once: killed at any instant and run again, several at a time, beside
# processes that write to the same file, with partial lines in it, and with no space.
# recover_run.sh BUILD [SCENARIO...]
. "$(dirname "$0")/lib.sh"
shift
gcc -std=gnu99 -O2 -Wall -Wextra -Werror -Wno-missing-field-initializers -I"$here/../../runtime/include" "$here/files_ways.c" -o "$work/ways" \
  -L"$build/lib" -ltelinject "-Wl,-rpath,$build/lib" -lpthread -ldl || exit 2
for scenario in ${*:-kill_appending kill_compressed kill_to_standard_output kill_spool several_processes two_at_once beside_a_writer half_a_line full_output}; do
  mkdir "$work/$scenario"
  verdict "recover: ${scenario//_/ }" "$(timeout 300 python3 "$here/recover_check.py" "$build/bin/telinject-events" "$work/ways" "$work/$scenario" "$scenario" 2>&1)"
done
echo "$passed passed, $failed failed"
[ $failed = 0 ]
