#!/bin/bash
# unity_run.sh BUILD_DIR: CMake unity builds, whose sources are not the compiled files: every function of the project
# must be instrumented, without warnings.  Closes with 'N passed, N failed'.
. "$(dirname "$0")/lib.sh"
telinject=$build/bin/telinject

# Creates a project with a library and a program in C and C++ in folder $1, which uses another one in folder $2.
project() {
  mkdir -p "$1/lib" "$1/app" "$2"
  printf '\nint one(int a) { return a + 1; }\n' >"$1/lib/one.c"
  printf '\nint two(int a) { return a + 2; }\n' >"$1/lib/two.c"
  printf '\nextern "C" int one(int);\nextern "C" int two(int);\nint fetched(int);\nint shown(int);\nint main() { return shown(one(two(fetched(0)))) == 7 ? 0 : 1; }\n' >"$1/app/main.cpp"
  printf '\nint shown(int a) { return a; }\n' >"$1/app/shown.cpp"
  printf '\nint fetched(int a) { return a + 4; }\n' >"$2/fetched.cpp"
  printf 'add_library(fetched STATIC fetched.cpp)\n' >"$2/CMakeLists.txt"
  cat >"$1/CMakeLists.txt" <<EOF
cmake_minimum_required(VERSION 3.18)
project(unity C CXX)
add_library(numbers STATIC lib/one.c lib/two.c)
add_subdirectory("$2" "\${CMAKE_BINARY_DIR}/_deps/fetched-build")
add_executable(app app/main.cpp app/shown.cpp)
target_link_libraries(app PRIVATE numbers fetched)
EOF
}

# Builds $1 in $2; prints what is wrong with it, if anything.
built() {
  local ledger=$2.ledger
  cmake -S "$1" -B "$2" -G Ninja -DCMAKE_UNITY_BUILD=ON -DCMAKE_EXPORT_COMPILE_COMMANDS=ON \
    "-DCMAKE_C_COMPILER_LAUNCHER=$telinject;cc;--require;100;--" "-DCMAKE_CXX_COMPILER_LAUNCHER=$telinject;cc;--require;100;--" >"$2.log" 2>&1 &&
    TELINJECT_LEDGER=$ledger cmake --build "$2" >>"$2.log" 2>&1 || { tail -n 5 "$2.log"; return; }
  grep 'telinject: ' "$2.log"
  [ "$(grep -c unity_0 "$ledger")" = 3 ] || echo "$(grep -c unity_0 "$ledger") unity files were compiled, not 3"
  local n
  n=$(grep -o '"functions":{"found":[0-9]*,"instrumented":[0-9]*' "$ledger" | awk -F: '{sum += $NF} END {print sum + 0}')
  [ "$n" = 5 ] || echo "$n functions were instrumented, not 5"
  TELEMETRY_ENABLED=1 TELEMETRY_OUTPUT=file TELEMETRY_FILE=$2.events "$2/app" || echo "the program ended with $?"
  n=$(grep -c '"event_type":"function_entry"' "$2.events")
  [ "$n" = 5 ] || echo "$n functions were entered, not 5"
}

# Lists the functions that `telinject -p` instruments in the build folder $1, with their paths.
listed() {
  "$telinject" -p "$1" --list -q 2>&1 | sed -n 's/^\([^:]*\):.*: function \([a-z]*\): instrumented$/\1 \2/p' | tr '\n' ','
}

project "$work/a/s" "$work/a/s/third_party"
mkdir "$work/a/s/.git"
verdict 'a build folder beside the sources' "$(built "$work/a/s" "$work/a/b")"
list=$(listed "$work/a/b")
verdict 'and over its database' "$([ "$list" = 'app/main.cpp main,app/shown.cpp shown,lib/one.c one,lib/two.c two,third_party/fetched.cpp fetched,' ] || echo "listed: $list")"
mkdir "$work/c"
project "$work/c/s" "$work/c/s/third_party"
verdict 'sources without a mark' "$(built "$work/c/s" "$work/c/b")"
project "$work/d/s" "$work/d/s/third_party"
mkdir "$work/d/s/.git"
verdict 'a build folder inside of the sources' "$(built "$work/d/s" "$work/d/s/build")"
project "$work/e/s" "$work/e/b/_deps/fetched-src"
mkdir "$work/e/s/.git" "$work/e/b/_deps/fetched-src/.git"
verdict 'a fetched project below the build folder' "$(built "$work/e/s" "$work/e/b")"
mkdir "$work/f"
project "$work/f/real" "$work/f/real/third_party"
mkdir "$work/f/real/.git"
ln -s real "$work/f/link"
verdict 'sources by a symbolic link of their folder' "$(built "$work/f/link" "$work/f/b")"

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
