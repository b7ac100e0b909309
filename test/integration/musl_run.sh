#!/usr/bin/env bash
# Programs linked with musl, shared and static, by a launcher that sees the link and by one that sees only compiles:
# with telemetry off they must be unchanged; with it on they must behave the same, and their events must be valid or a
# message must say why there are none.
# musl_run.sh BUILD
. "$(dirname "$0")/lib.sh"
command -v musl-gcc >/dev/null || { echo "skipped musl: musl-gcc is not installed (musl-tools)"; echo "0 passed, 0 failed"; exit 0; }
launch() { "$build/bin/telinject" cc --root "$here" --strict -- musl-gcc -O2 -w "$@"; }
ways="return threads fork signals _exit quick_exit exec abort thread_exit"
same() { # WAY: prints what differs from the plain program
  local plain off on
  { plain=$(timeout 20 "$work/plain" "$1" >"$work/plain.out" 2>&1; echo $?); off=$(timeout 20 "$program" "$1" >"$work/off.out" 2>&1; echo $?); } 2>/dev/null
  rm -f "$work/out.jsonl"
  { on=$(DEBUG=true TELEMETRY_OUTPUT=file TELEMETRY_FILE=$work/out.jsonl timeout 20 "$program" "$1" >"$work/on.out" 2>"$work/on.err"; echo $?); } 2>/dev/null
  [ "$off" = "$plain" ] && cmp -s "$work/plain.out" "$work/off.out" || echo "off: exit status $off, not $plain: $(head -c 200 "$work/off.out")"
  [ "$on" = "$plain" ] && cmp -s "$work/plain.out" "$work/on.out" || echo "on: exit status $on, not $plain: $(head -c 200 "$work/on.err")"
  if [ "$has_events" = yes ]; then
    [ "$(grep -c '"event_type":"function_entry"' "$work/out.jsonl")" -ge 20 ] || echo "$(grep -c function_entry "$work/out.jsonl") entries are recorded"
    "$build/bin/telinject-events" validate "$work/out.jsonl" >"$work/problem" 2>&1 || head -n 3 "$work/problem"
  fi
}
for link in '' -static; do
  musl-gcc -O2 -w $link "$here/musl_ways.c" -o "$work/plain" || exit 2
  program=$work/links has_events=yes
  launch $link "$here/musl_ways.c" -o "$program" || exit 2
  for way in $ways; do verdict "musl $link, the link is seen: $way" "$(same "$way")"; done
  program=$work/compiles has_events=no
  launch $link -c "$here/musl_ways.c" -o "$work/ways.o" && musl-gcc $link "$work/ways.o" -o "$program" || exit 2
  for way in $ways; do verdict "musl $link, only compiles are seen: $way" "$(same "$way")"; done
done
echo "$passed passed, $failed failed"
[ $failed = 0 ]
