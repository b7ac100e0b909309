#!/usr/bin/env bash
# caller_file and caller_line: every recorded line is that of the call, regardless of optimizations, and no line is
# recorded if debug information is missing or belongs to another program.
# callers_run.sh BUILD
. "$(dirname "$0")/lib.sh"
cd "$work" || exit 1
cp "$here"/callers_ways.c* "$here/callers_library.c" .
echo '{}' >.telinject.json
gcc -O2 -fPIC -shared callers_library.c -o libcallback.so || exit 2
export TELEMETRY_ENABLED=1 TELEMETRY_THROTTLE=0 TELEMETRY_OUTPUT=file TELEMETRY_FILE=$work/events.jsonl TELEMETRY_CALLERS=addresses
clang=/usr/lib/llvm-$llvm/bin/clang
has_libdw=1
[ -e /usr/include/elfutils/libdwfl.h ] || has_libdw=
percent() { [ -n "$has_libdw" ] && echo "--least $1" || echo --none; }

compile() { # SOURCE PROGRAM COMPILER FLAGS…
  local source=$1 program=$2
  shift 2
  rm -f "$program" events.jsonl
  "$build/bin/telinject" cc --strict -- "$@" "$source" -o "$program" -L. -lcallback "-Wl,-rpath,$work" -lpthread >errors 2>&1
}
check() { # EVENTS SOURCE MORE…
  "$build/bin/telinject-events" callers "$1" >resolved.jsonl 2>errors || { cat errors; return; }
  "$build/bin/telinject-events" validate resolved.jsonl 2>&1 | grep -v 'faults: 0'
  python3 "$here/callers_check.py" resolved.jsonl "${@:2}"
}
try() { # LEAST SOURCE COMPILER FLAGS…
  local problem
  if ! compile "$2" program "${@:3}"; then
    verdict "${*:2}" "$(head -c 500 errors)"
    return
  fi
  problem=$(./program 2>&1)
  [ "$problem" = 1 ] && problem=$(check events.jsonl "$2" $(percent "$1"))
  verdict "${*:2}" "$problem"
}

for flags in -O0 -O2 '-O2 -fPIC -fno-plt' '-O3 -flto' -Os; do
  least=80
  [ "$flags" = -O0 ] && least=100
  try $least callers_ways.c gcc -g $flags
  try $least callers_ways.cpp g++ -std=c++17 -g $flags
  try $least callers_ways.c "$clang" -g $flags
  try $least callers_ways.cpp "$clang++" -std=c++17 -g $flags
done
for flags in -g1 '-g -gdwarf-4 -gstrict-dwarf' '-g -gz' '-g -gsplit-dwarf' '-g -static-libgcc -no-pie'; do
  try 40 callers_ways.cpp g++ -std=c++17 -O2 $flags
  try 40 callers_ways.cpp "$clang++" -std=c++17 -O2 $flags
done
# Without tail call optimization, the second body of a C function returns into the first one.
try 0 callers_ways.c gcc -g -O1
try 0 callers_ways.c gcc -g -Og

# No debug information, or that of another program.
compile callers_ways.cpp program g++ -std=c++17 -O2 && ./program >/dev/null
verdict 'no debug information: no line' "$(check events.jsonl callers_ways.cpp --none)"
compile callers_ways.cpp program g++ -std=c++17 -O2 -g && ./program >/dev/null
cp program whole
sed -i '1s/^/\n/' callers_ways.cpp && mv events.jsonl kept.jsonl && compile callers_ways.cpp program g++ -std=c++17 -O2 -g
verdict 'a program that was built again: no line' "$(check kept.jsonl callers_ways.cpp --none)"
sed -i 1d callers_ways.cpp
cp whole program
verdict 'the one that ran is back' "$(check kept.jsonl callers_ways.cpp $(percent 80))"
objcopy --only-keep-debug program program.debug && strip program && objcopy --add-gnu-debuglink=program.debug program
verdict 'a separate file of debug information' "$(check kept.jsonl callers_ways.cpp $(percent 80))"
rm program.debug
verdict 'which is gone: no line' "$(check kept.jsonl callers_ways.cpp --none)"
compile callers_ways.cpp program g++ -std=c++17 -O2 -g -Wl,--build-id=none && ./program >/dev/null
verdict 'no build id' "$(check events.jsonl callers_ways.cpp $(percent 80))"
touch program
verdict 'no build id, and changed since: no line' "$(check events.jsonl callers_ways.cpp --none)"

# A spool contains what is needed; lines recorded without addresses have none.
cp whole program
TELEMETRY_CALLERS=off TELEMETRY_OUTPUT=spool TELEMETRY_FILE=spool ./program >/dev/null
verdict 'render of a spool' "$("$build/bin/telinject-events" render spool 2>&1 >resolved.jsonl; python3 "$here/callers_check.py" resolved.jsonl callers_ways.cpp $(percent 80))"
rm -f events.jsonl
TELEMETRY_CALLERS=off ./program >/dev/null
verdict 'TELEMETRY_CALLERS=off emits no address' "$(grep -m1 '_address"' events.jsonl)"
cp events.jsonl copy.jsonl
"$build/bin/telinject-events" callers events.jsonl >resolved.jsonl 2>errors
verdict 'and callers leaves its lines as they are' "$(cmp copy.jsonl resolved.jsonl 2>&1; grep -q 'no line has addresses' errors || cat errors)"
TELEMETRY_CALLERS=all ./program 2>errors >/dev/null
verdict 'an odd value is one line' "$(grep -q 'warning: TELEMETRY_CALLERS=all: neither addresses nor off; off is used' errors || cat errors)"

# File names in a line are untrusted.
mkfifo pipe
printf 'no program\n' >text
for file in pipe text / /dev/zero "$work" /proc/self/mem "$work/$(printf 'x%.0s' {1..5000})" ''; do
  sed 's|"entry_address":"[^"]*"|"entry_address":"'"$file"'#00112233+0x1234"|; s|"caller_address":"[^"]*"|"caller_address":"'"$file"'#t0-0+0xfffffffffffffff0"|' kept.jsonl >hostile.jsonl
  problem=$(timeout 20 "$build/bin/telinject-events" callers hostile.jsonl 2>&1 >resolved.jsonl)
  status=$?
  verdict "a line that names ${file:0:20}" "$([ $status = 0 ] || echo "status $status: $problem"; python3 "$here/callers_check.py" resolved.jsonl callers_ways.cpp --none)"
done
echo "$passed passed, $failed failed"
[ $failed = 0 ]
