#!/bin/bash
# package_run.sh BUILD_DIR: uses telinject as another project's package: find_package from the build folder and from a
# moved installation, telinject_instrument, pkg-config for code rewritten in place.  Closes with 'N passed, N failed'.
. "$(dirname "$0")/../../script/lib.sh"
root=$(realpath "$(dirname "$0")/../..")
set -u
build=$(realpath "$1")
need_packages pkgconf
project=$root/test/integration/package
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0
check() { # NAME COMMAND…
  if output=$("${@:2}" 2>&1); then passed=$((passed + 1)); echo "ok      $1"; else failed=$((failed + 1)); printf 'FAIL    %s\n%s\n' "$1" "$output"; fi
}

# Prints the constructs in the events of a program, and whether all lines are valid.
emitted() { # PROGRAM
  rm -f "$work/events.jsonl"
  TELEMETRY_ENABLED=1 TELEMETRY_OUTPUT=file TELEMETRY_FILE=$work/events.jsonl "$@" || return 1
  [ -s "$work/events.jsonl" ] || { echo nothing; return; }
  "$build/bin/telinject-events" validate "$work/events.jsonl" >/dev/null || { echo invalid; return; }
  sed 's/.*"event_type":"\([a-z_]*\)".*"function_name":"\([a-z_]*\)".*/\2 \1/' "$work/events.jsonl" | sort -u | tr '\n' ' '
}
expect() { # WANTED PROGRAM…
  local found; found=$(emitted "${@:2}"); [ "$found" = "$1" ] || { echo "emitted: $found"; echo "want: $1"; return 1; }
}
whole='area function_entry area function_exit is_large conditional_entry is_large conditional_exit is_large function_entry is_large function_exit main function_entry main function_exit '

built_with() { # PREFIX GENERATOR C CXX
  cmake -S "$project" -B "$work/b" -G "$2" -DCMAKE_PREFIX_PATH="$1" -DCMAKE_C_COMPILER="$3" -DCMAKE_CXX_COMPILER="$4" && cmake --build "$work/b" || return 1
  expect "$whole" "$work/b/whole" && expect nothing "$work/b/plain" && rm -rf "$work/b"
}
llvm=/usr/lib/llvm-$(cat "$build/llvm-version")/bin
check 'find_package in the build folder, Ninja, gcc' built_with "$build" Ninja gcc g++
cmake --install "$build" --prefix "$work/installed" >/dev/null && mv "$work/installed" "$work/moved"
check 'find_package in a moved installation, Makefiles, clang' built_with "$work/moved" 'Unix Makefiles' "$llvm/clang" "$llvm/clang++"

misused() { # CALL, WANTED MESSAGE
  mkdir -p "$work/misuse"
  printf 'cmake_minimum_required(VERSION 3.25)\nproject(p LANGUAGES C)\nfind_package(telinject REQUIRED)\n%s\n' "$1" >"$work/misuse/CMakeLists.txt"
  local problem; problem=$(cmake -S "$work/misuse" -B "$work/misuse/b" -DCMAKE_PREFIX_PATH="$build" 2>&1) && return 1
  printf '%s' "$problem" | tr -s '\n ' ' ' | grep -qF "$2"
}
check 'an unknown target is reported' misused 'telinject_instrument(none)' "there is no target 'none'"
check 'an unknown word is reported' misused 'telinject_instrument(none EVERYTHING)' "what is 'EVERYTHING'?"
check 'an interface library is reported' misused 'add_library(i INTERFACE)
telinject_instrument(i)' "nothing is compiled for the INTERFACE library 'i'"
check 'an imported library is reported' misused 'add_library(i STATIC IMPORTED)
telinject_instrument(i)' "the target 'i' is imported"
check 'a target without sources is reported' misused 'add_custom_target(u)
telinject_instrument(u)' "the target 'u' compiles nothing"
check 'an unknown word for the runtime is reported' misused 'telinject_install_runtime(lib)' "what is 'lib'?"

in_place() {
  cp "$project"/*.c* "$work" && cd "$work" && printf '{}' >.telinject.json || return 1
  printf '[{"directory":"%s","file":"shape.c","command":"gcc -c shape.c"},{"directory":"%s","file":"main.cpp","command":"g++ -c main.cpp"}]' "$work" "$work" >compile_commands.json
  "$work/moved/bin/telinject" -p . --in-place -q --events function || return 1
  export PKG_CONFIG_PATH=$work/moved/lib/pkgconfig
  gcc -Wall -Wextra -Werror $(pkg-config --cflags telinject) -c shape.c && g++ -Wall -Wextra -Werror $(pkg-config --cflags telinject) main.cpp shape.o $(pkg-config --libs telinject) -o placed || return 1
  expect 'area function_entry area function_exit is_large function_entry is_large function_exit main function_entry main function_exit ' ./placed
}
check 'pkg-config for code rewritten in place' in_place

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
