#!/bin/bash
# caches_run.sh BUILD_DIR: the launcher with ccache and distcc, after and before it, as docs/building.md describes.
# Closes with 'N passed, N failed'.
. "$(dirname "$0")/../../script/lib.sh"
need_packages ccache distcc
. "$(dirname "$0")/lib.sh"
set +e
telinject=$build/bin/telinject
cd "$work" || exit 2
export CCACHE_DIR=$work/ccache CCACHE_CONFIGPATH=$work/ccache.conf DISTCC_DIR=$work/distcc XDG_RUNTIME_DIR=$work
: >ccache.conf
mkdir distcc
unset CCACHE_PREFIX CCACHE_DISABLE CCACHE_RECACHE DISTCC_HOSTS TELINJECT_OPTIONS
printf '{}' >.telinject.json
printf '#include <stdio.h>\nint add(int a, int b);\nint add(int a, int b) { return a + b; }\nint main(void) { printf("%%d\\n", add(1, 2)); return 0; }\n' >a.c
touch -d '1 hour ago' a.c .telinject.json # ccache trusts no younger file

check() { verdict "$1" "$("${@:2}" 2>&1)"; } # NAME COMMAND…: the command says what is wrong, or nothing
is() { [ "$1" = "$2" ] || echo "'$1' is not '$2'"; } # FOUND WANTED
instrumented() { nm "$1" | grep -q 'telinject_i_link' || echo "$1 is not instrumented"; }
hits() { ccache --print-stats | awk '$1 ~ /^(direct|preprocessed)_cache_hit$/ { n += $2 } END { print n + 0 }'; }
# Compiles a.c and prints what is wrong with the object or the number of cache hits.
compiled() { # HITS COMMAND…
  local before; before=$(hits)
  rm -f a.o
  "${@:2}" -c a.c -o a.o || { echo "exit code $?"; return; }
  instrumented a.o
  is "$(($(hits) - before)) hits" "$1 hits"
}

behind=("$telinject" cc --strict -- ccache gcc)
check 'ccache behind the launcher' compiled 0 "${behind[@]}"
check '… knows the object' compiled 1 "${behind[@]}"
plain() { rm -f a.o; ccache gcc -c a.c -o a.o; nm a.o | grep telinject; }
check '… and keeps it apart from the plain one' plain
selected() { compiled 0 "$telinject" cc --strict --skip-functions add -- ccache gcc; strings a.o | grep 'add(a, b)'; }
check '… and from that with other options' selected
edited() { sed -i 's/a + b/b + a/' a.c && touch -d '1 hour ago' a.c && compiled 0 "${behind[@]}"; }
check '… and from that of the source as it was' edited
check '… knows the edited one' compiled 1 "${behind[@]}"
printf '#!/bin/sh\nexec ccache gcc "$@"\n' >wrapped && chmod +x wrapped
check 'ccache in a script behind the launcher' compiled 1 "$telinject" cc --strict -- ./wrapped

# ccache treats `telinject` as the compiler: the object file is one of the options on this command line.
check 'ccache in front of the launcher' compiled 0 ccache "$telinject" cc --strict -- gcc
check '… knows the object' compiled 1 ccache "$telinject" cc --strict -- gcc

# Before a script, which looks like a compiler: a hit also saves the parse.  The cache key covers the source without
# comments and the script; everything else must be named.
printf '#!/bin/sh\nexec %s cc --strict -- gcc "$@"\n' "$telinject" >launched-gcc && chmod +x launched-gcc
export CCACHE_COMMENTS=true CCACHE_EXTRAFILES=$work/.telinject.json:$telinject
check 'ccache in front of a script with the launcher' compiled 0 ccache ./launched-gcc
check '… knows the object' compiled 1 ccache ./launched-gcc
commented() { sed -i '2s|$| /* telinject: skip */|' a.c && touch -d '1 hour ago' a.c && compiled 0 ccache ./launched-gcc; strings a.o | grep 'add(a, b)'; }
check '… and not that with other comments' commented
configured() { echo '{"functions": {"exclude": ["main"]}}' >.telinject.json && touch -d '1 hour ago' .telinject.json && rm -f a.o && ccache ./launched-gcc -c a.c -o a.o; nm a.o | grep telinject; }
check '… and not that of another configuration' configured
unset CCACHE_COMMENTS CCACHE_EXTRAFILES
printf '{}' >.telinject.json

# CMake, which puts its launchers before the compiler unchanged.
printf 'cmake_minimum_required(VERSION 3.25)\nproject(p LANGUAGES C)\nadd_executable(p ../a.c)\n' >CMakeLists.txt
mkdir project && mv CMakeLists.txt project/
by_cmake() { # LAUNCHERS HITS
  local before; before=$(hits)
  rm -rf b
  cmake -S project -B b -G Ninja -DCMAKE_C_COMPILER=gcc -DCMAKE_C_COMPILER_LAUNCHER="$1" >log && cmake --build b >>log || { tail log; return; }
  instrumented b/p
  is "$(($(hits) - before)) hits" "$2 hits"
}
check 'CMake: the launcher, then ccache' by_cmake "$telinject;cc;--strict;--;ccache" 0
check '… knows the object' by_cmake "$telinject;cc;--strict;--;ccache" 1
check 'CMake: ccache, then the launcher' by_cmake "ccache;$telinject;cc;--strict;--" 0

# distcc, with a local server that has none of the files; without it nothing is compiled (no fallback).
port=$((20000 + RANDOM % 20000))
export DISTCC_HOSTS=127.0.0.1:$port DISTCC_FALLBACK=0 DISTCC_BACKOFF_PERIOD=0
refused() { rm -f a.o; ! distcc gcc -c a.c -o a.o 2>/dev/null || echo 'was compiled'; }
check 'distcc without a server compiles nothing' refused
distccd --daemon --no-detach --listen 127.0.0.1 --port $port --allow 127.0.0.1 --jobs 2 -N 0 >distccd.log 2>&1 &
server=$!
trap 'kill $server; rm -rf "$work"' EXIT
for _ in $(seq 100); do (: <>/dev/tcp/127.0.0.1/$port) 2>/dev/null && break; sleep 0.1; done
check 'distcc behind the launcher' compiled 0 "$telinject" cc --strict -- distcc gcc
check 'ccache and distcc behind it' compiled 0 env CCACHE_PREFIX=distcc "$telinject" cc --strict -- ccache gcc -DDISTRIBUTED
check '… knows the object' compiled 1 env CCACHE_PREFIX=distcc "$telinject" cc --strict -- ccache gcc -DDISTRIBUTED
program() { gcc a.o -o a && is "$(./a)" 3 && is "$(DEBUG=true ./a 2>&1 >/dev/null | grep -c function_entry)" 1; }
check '… and the program linked from it emits events' program

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
