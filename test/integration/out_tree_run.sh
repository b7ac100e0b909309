#!/bin/bash
# out_tree_run.sh BUILD_DIR: what `telinject --out` writes is built by the project's own build system, by CMake and by make, and by its
# compile_commands.json with the project's own link; what of a project is in the tree.  Closes with 'N passed, N failed'.
. "$(dirname "$0")/lib.sh"
tools=$here/../../lit-tests/tools
cp -r "$here/out_tree" "$work/projects"
mkdir -p "$work/other place"

check() { verdict "$1" "$("${@:2}" 2>&1)"; } # NAME COMMAND…: the command says what is wrong, or nothing
functions() { # PROGRAM: those it has events of
  DEBUG=true "$1" 2>"$work/events" >/dev/null || echo "$1: exit code $?"
  sed -n 's/.*"event_type":"function_entry".*"function_name":"\([a-z_]*\)".*/\1/p' "$work/events" | sort -u | tr '\n' ' '
}
is() { [ "$1" = "$2" ] || echo "'$1' is not '$2'"; } # FOUND WANTED
quietly() { "$@" >"$work/log" 2>&1 || { echo "$*:"; tail -n 15 "$work/log"; }; }
tree_of() { (cd "$1" && find . -type f -o -type l | LC_ALL=C sort | xargs -d '\n' ls -l --time-style=full-iso | cut -d' ' -f1,5-); }

# CMake.
project=$work/projects/cmake
quietly cmake -S "$project" -B "$project/build" -G Ninja -DCMAKE_EXPORT_COMPILE_COMMANDS=ON
quietly cmake --build "$project/build"
plain=$("$project/build/whole")
mkdir "$project/.git" && ln -s words.txt "$project/link.txt" && truncate -s 65M "$project/large.dat" && mkfifo "$project/pipe" && mkdir "$project/empty"
touch -d 2020-02-02 "$project/words.txt"
before=$(tree_of "$project")
out="$work/other place/out"
check 'CMake: the tree is written' quietly "$build/bin/telinject" -p "$project/build" --root "$project" --out "$out" -q
flags=$out/telinject.flags
by_cmake() { # FOLDER GENERATOR C C++ FUNCTIONS
  # CMake takes words of the option apart at spaces, and @ takes no quotes: a file of one's own may lie where there are none.
  ln -sfn "$flags" "$work/flags"
  quietly cmake -S "$out" -B "$1" -G "$2" -DCMAKE_C_COMPILER="$3" -DCMAKE_CXX_COMPILER="$4" -DCMAKE_C_FLAGS=@"$work/flags" -DCMAKE_CXX_FLAGS=@"$work/flags"
  quietly cmake --build "$1"
  is "$("$1/whole")" "$plain"
  is "$(functions "$1/whole")" "$5"
  ! readelf -d "$1/whole" | grep -i telinject
}
check 'CMake: its own build, Ninja, gcc' by_cmake "$work/built" Ninja gcc g++ 'main sum tight '
# In the folder's own place the source that the first build made is there, rewritten like the others.
check 'CMake: its own build inside of the tree, Makefiles, clang' by_cmake "$out/build" 'Unix Makefiles' "/usr/lib/llvm-$llvm/bin/clang" "/usr/lib/llvm-$llvm/bin/clang++" 'made main sum tight '
check 'CMake: the original is as it was' is "$(tree_of "$project")" "$before"

by_database() { # the link is the project's, in the tree's build folder
  rm -rf "$out/build"
  quietly "$build/bin/telinject" -p "$project/build" --root "$project" --out "$out" -q
  quietly python3 "$tools/build_database.py" "$out/compile_commands.json"
  local command
  ninja -C "$project/build" -t commands whole | grep -v -e ' -c ' -e make_source | while read -r command; do (cd "$out/build" && quietly sh -c "$command"); done
  is "$("$out/build/whole")" "$plain"
  is "$(functions "$out/build/whole")" 'made main sum tight '
}
check 'CMake: by compile_commands.json and the commands that link' by_database

# What is in the tree, and what is not.
check 'a script can be started' test -x "$out/make_source"
check 'a link stays one' is "$(readlink "$out/link.txt")" words.txt
check 'a large file is linked to' is "$(readlink "$out/large.dat")" "$project/large.dat"
check 'times are kept' is "$(stat -c %y "$out/words.txt")" "$(stat -c %y "$project/words.txt")"
check 'an empty folder is there' test -d "$out/empty"
left_out() { for name in .git pipe build/CMakeCache.txt build/whole build/build.ninja build/CMakeFiles/whole.dir/link.txt; do [ ! -e "$out/$name" ] || echo "$name is there"; done; }
rm -rf "$out/build"
check 'the tree is written again' quietly "$build/bin/telinject" -p "$project/build" --root "$project" --out "$out" -q
check 'what builds and version control made is not there' left_out
again() {
  local first; first=$(tree_of "$out")
  quietly "$build/bin/telinject" -p "$project/build" --root "$project" --out "$out" -q
  is "$(tree_of "$out")" "$first"
}
check 'a second run writes nothing' again
vanished() {
  rm "$project/link.txt" "$project/large.dat"; mv "$project/words.txt" "$project/other.txt"; echo "of the user's" >"$out/notes.txt"
  mkdir "$work/elsewhere" && echo kept >"$work/elsewhere/table" && printf '%s\n' ../../elsewhere/table /etc/hostname >>"$out/.telinject-out-files"
  quietly "$build/bin/telinject" -p "$project/build" --root "$project" --out "$out" -q
  for name in link.txt large.dat words.txt; do [ ! -L "$out/$name" ] && [ ! -e "$out/$name" ] || echo "$name is still there"; done
  for name in "$out/other.txt" "$out/notes.txt" "$out/make_source" "$work/elsewhere/table" /etc/hostname; do [ -e "$name" ] || echo "$name is gone"; done
}
check 'what vanished from the project vanishes from the tree, and nothing else' vanished

# CMake in the folder of the sources: what it made there would build the original.
cp -r "$here/out_tree/cmake" "$work/projects/inside"
project=$work/projects/inside out=$work/inside
quietly cmake -S "$project" -B "$project" -DCMAKE_EXPORT_COMPILE_COMMANDS=ON
quietly cmake --build "$project"
plain=$("$project/whole")
before=$(tree_of "$project")
inside() {
  quietly "$build/bin/telinject" -p "$project" --root "$project" --out "$out" -q
  for name in CMakeCache.txt Makefile lib/Makefile cmake_install.cmake; do [ ! -e "$out/$name" ] || echo "$name is there"; done
  ln -sfn "$out/telinject.flags" "$work/flags"
  quietly cmake -S "$out" -B "$out" -DCMAKE_C_FLAGS=@"$work/flags" -DCMAKE_CXX_FLAGS=@"$work/flags"
  quietly cmake --build "$out"
  is "$("$out/whole")" "$plain"
  is "$(functions "$out/whole")" 'made main sum tight '
  is "$(tree_of "$project")" "$before"
}
check 'CMake in the folder of the sources' inside

# Make: built where the sources are, so objects of the original lie among them.
project=$work/projects/make out=$work/made
(cd "$project" && printf '[{"directory":"%s","file":"main.c","command":"gcc -DFACTOR=3 -c main.c"},{"directory":"%s","file":"values.c","command":"gcc -DFACTOR=3 -c values.c"}]' "$project" "$project" >compile_commands.json && printf '{}' >.telinject.json)
quietly make -C "$project" CC=gcc
plain=$(cd "$project" && ./program)
check 'make: the tree is written' quietly "$build/bin/telinject" -p "$project" --out "$out" -q
check 'make: no object of the original is there' is "$(find "$out" -name '*.o')" ''
by_make() {
  quietly make -C "$out" CC="gcc @telinject.flags"
  is "$("$out/program")" "$plain"
  is "$(functions "$out/program")" 'main scaled value '
}
check 'make: its own build' by_make
changed() {
  sed -i 's/n \* FACTOR/n * FACTOR + 1/' "$project/values.c" && touch -d '1 hour ago' "$project/values.c"
  quietly "$build/bin/telinject" -p "$project" --out "$out" -q
  quietly make -C "$out" CC="gcc @telinject.flags"
  is "$("$out/program")" "$(echo "$plain" | sed 's/^15/16/')"
  echo 'first 7
second 5' >"$project/data/table.txt" && touch -d '1 hour ago' "$project/data/table.txt"
  quietly "$build/bin/telinject" -p "$project" --out "$out" -q
  quietly make -C "$out" CC="gcc @telinject.flags"
  is "$("$out/program")" "$(echo "$plain" | sed 's/^15/19/')"
}
check 'make: what changed is built again, source or data, old as it may be' changed

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
