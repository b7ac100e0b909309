#!/usr/bin/env bash
# <telinject/by_hand.h>: spans, contexts across threads and processes, in C and C++.
#   by_hand_run.sh BUILD
. "$(dirname "$0")/lib.sh"
export TELEMETRY_ENABLED=1 TELEMETRY_OUTPUT=file TELEMETRY_FILE=$work/out.jsonl
flags=(-O2 -g -Wall -Wextra -Werror -Wno-missing-field-initializers -I"$here/../../runtime/include")

hand() { # NAME EXPRESSION [VARIABLE=VALUE...]
  local name=$1 expression=$2 problem answer
  shift 2
  rm -f "$work/out.jsonl"
  env "$@" timeout -k 5 60 "$program" "$name" >/dev/null 2>"$work/stderr" </dev/null
  answer=$?
  touch "$work/out.jsonl"
  problem=$(python3 "$here/by_hand_check.py" "$work/out.jsonl" "$expression" 2>&1)
  [ $answer = 0 ] || problem="exit status $answer; $(head -c 300 "$work/stderr")"
  [ -n "$problem" ] || { [ ! -s "$work/out.jsonl" ] || problem=$("$build/bin/telinject-events" validate "$work/out.jsonl" 2>&1 | grep -v 'faults: 0$'); }
  verdict "$flavour $name $*" "$problem"
}

here_and_there='parent("leaf") == "served" and parent("served") == "b7ad6b7169203331" and traces() == {"0af7651916cd43dd8448eb211c80319c"}'
for language in c c++; do
  for link in shared static; do
    flavour="$language $link"
    if [ "$link" = shared ]; then libraries=("-L$build/lib" -ltelinject "-Wl,-rpath,$build/lib"); else libraries=("$build/lib/libtelinject.a"); fi
    if [ $language = c ]; then compiler=(gcc -std=gnu11); else compiler=(g++ -std=c++17); fi
    program=$work/by_hand
    "${compiler[@]}" "${flags[@]}" -x $language "$here/by_hand_ways.c" -x none -o "$program" "${libraries[@]}" -lpthread || exit 2
    hand spans 'tree() == {"outer": None, "request": "outer", "inner": "request"} and parents("leaf") == ["request", "inner", "outer"] and marks() == 0'
    hand many 'len(entries()) == 101 and marks("unfinished") == 1 and marks() == 1'
    hand wrong 'tree() == {"first": None, "second": "first", "leaf": None} and marks("abandoned") == 1'
    hand threads 'parent("in thread") == "outer" and parents("leaf") == ["in thread", None] and len(traces()) == 2'
    hand later 'parent("in thread") == "outer" and len(traces()) == 2'
    hand inside 'parents("leaf") == ["b7ad6b7169203331", "outer"] and len(traces()) == 2 and callers("leaf") == [None, "outer"]'
    hand remote "$here_and_there"
    hand unsampled 'parents("leaf") == [None] and summary()["traces_sampled_out"] == 1'
    hand unsampled 'parents("leaf") == [None] and summary()["traces_sampled_out"] == 2' TELEMETRY_TAIL=errors # one after the other: two parts
    hand fork 'parent("in thread") == "outer" and len(traces()) == 2'
    hand longjmp 'parents("left by a jump") == ["b7ad6b7169203331"] * 3 and len(traces()) == 2 and marks("abandoned") == 3'
    hand churn 'len(entries()) == 1'
    hand off 'not lines' TELEMETRY_ENABLED=0
    "${compiler[@]}" "${flags[@]}" -Wno-unused-variable -Wno-unused-but-set-variable -Wno-unused-function -Wno-unused-value -DTELINJECT_DISABLE -x $language "$here/by_hand_ways.c" -o "$work/without" 2>"$work/stderr"
    verdict "$flavour without telemetry" "$([ -x "$work/without" ] || head -c 500 "$work/stderr")"
  done
done
echo "$passed passed, $failed failed"
[ $failed = 0 ]
