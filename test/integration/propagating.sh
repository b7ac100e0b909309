# Shared by the runners of context propagation; sourced after lib.sh.

# Builds a program whose requests have notes, runs it, and checks that each note is in its request's trace.
propagates() { # WHAT COMPILER FILE REQUESTS NOTES OPTION...    NOTES: of a request; "": as propagation_pool.cpp has them
  local what=$1 compiler=$2 file=$3 requests=$4 notes=$5 problem
  shift 5
  if ! "$build/bin/telinject" cc --strict --events function,context -- $compiler -O1 -Wall -Wextra -Werror "$file" -o "$work/program" "$@" 2>"$work/stderr"; then
    verdict "$what builds" "$(head -c 500 "$work/stderr")"
    return
  fi
  rm -f "$work/out.jsonl"
  TELEMETRY_ENABLED=1 timeout -k 5 120 "$work/program" "$requests" >"$work/stdout" 2>"$work/stderr" || echo "exit status $?" >>"$work/stderr"
  problem=$(cat "$work/stderr")
  [ -n "$problem" ] || problem=$("$build/bin/telinject-events" validate "$work/out.jsonl" 2>&1 | grep -v 'faults: 0$')
  [ -n "$problem" ] || problem=$(python3 "$here/propagation_pool_check.py" "$work/out.jsonl" "$requests" $notes 2>&1)
  verdict "$what" "$problem"
}
