#!/bin/bash
# install_run.sh BUILD_DIR: programs made by telinject_instrument must find their runtime where they are installed: at a
# prefix, staged, packed, moved, with the runtime beside them or without; also installs telinject by components.  Closes
# with 'N passed, N failed'.
. "$(dirname "$0")/lib.sh"
project=$here/package/installed
linked='with_static with_object with_shared with_run_path by_library by_alias'
cp -r "$here/package" "$work/source"
cmake --install "$build" --prefix "$work/telinject" >/dev/null

check() { # NAME COMMAND…: the command says what is wrong, or nothing
  verdict "$1" "$("${@:2}" 2>&1)"
}
made() { # FOLDER GENERATOR OPTIONS…
  cmake -S "$work/source/installed" -B "$work/$1" -G "$2" -DCMAKE_PREFIX_PATH="$work/telinject" "${@:3}" >"$work/log" 2>&1 &&
    cmake --build "$work/$1" >>"$work/log" 2>&1 || tail -n 20 "$work/log"
}
functions() { # PROGRAM: those it has events of
  env DEBUG=true "$1" 2>"$work/events" || echo "$1: exit code $?"
  sed -n 's/.*"event_type":"function_entry".*"function_name":"\([a-z_]*\)".*/\1/p' "$work/events" | sort | tr '\n' ' '
}
# Runs the programs in a folder and checks that they emit events of all their functions, or of those of the library.
check_events() { # FOLDER PROGRAM…
  local program want found
  for program in "${@:2}"; do
    want='area is_large main '
    case $program in by_library) want='area ';; without) want=;; esac
    found=$(functions "$1/$program")
    [ "$found" = "$want" ] || echo "$program: '$found', not '$want'; run path $(run_path "$1/$program"); $(grep -v '^{' "$work/events" | head -n 2)"
  done
}
run_path() { readelf -d "$1" | sed -n 's/.*R[UN]*PATH.*\[\(.*\)\]$/\1/p'; }
has_run_path() { # FILE WANTED: CMake fills the one of a build tree with colons
  local found; found=$(run_path "$1" | sed 's/:*$//')
  [ "$found" = "$2" ] || echo "$1 looks in '$found', not '$2'"
}
installed() { # FOLDER PREFIX [OPTIONS…]
  cmake --install "$work/$1" --prefix "$2" "${@:3}" >"$work/log" 2>&1 || tail -n 5 "$work/log"
}

check 'a project is built, Ninja' made plain Ninja -DFULLY_STATIC=ON
check 'its programs run in the build tree' check_events "$work/plain" $linked loading without fully_static
check 'it is installed' installed plain "$work/there"
check 'its programs run from the prefix' check_events "$work/there/bin" $linked loading without fully_static
check "a project's own run path stays, set before" has_run_path "$work/there/bin/with_run_path" "\$ORIGIN/../own:$work/telinject/lib"
check "a project's own run path stays, set after" has_run_path "$work/there/bin/with_shared" "\$ORIGIN/../lib:$work/telinject/lib"
check 'a shared library has its own' has_run_path "$work/there/lib/libshape_shared.so" "$work/telinject/lib"
check 'what is not instrumented gets none' has_run_path "$work/there/bin/without" ''

staged() {
  DESTDIR=$work/stage installed plain "$work/staged" && mv "$work/stage$work/staged" "$work/staged" && check_events "$work/staged/bin" $linked loading
}
check 'staged by DESTDIR, then put in its place' staged
moved() { mv "$work/staged" "$work/elsewhere" && check_events "$work/elsewhere/bin" $linked loading; }
check 'the prefix of the programs has moved' moved

check 'a project that brings the runtime, Makefiles' made bundled 'Unix Makefiles' -DBUNDLED=ON -DFULLY_STATIC=ON
check 'its programs run in the build tree (bundled)' check_events "$work/bundled" $linked loading without
check 'it is installed (bundled)' installed bundled "$work/whole"
check 'the run path of a program is relative' has_run_path "$work/whole/bin/with_static" '$ORIGIN/../lib'
check 'the run path of a program that loads it is, too' has_run_path "$work/whole/bin/loading" '$ORIGIN/../lib'
check 'the run path of a library is relative' has_run_path "$work/whole/lib/libshape_shared.so" '$ORIGIN'
component() {
  installed bundled "$work/part" --component telemetry
  local found; found=$(cd "$work/part" && find . -type f | sort | tr '\n' ' ')
  [ "$found" = './lib/libtelinject-net.so ./lib/libtelinject.so ' ] || echo "$found"
}
check 'the runtime is a component' component
other_place() {
  made placed Ninja -DBUNDLED=ON -DCMAKE_INSTALL_LIBDIR=lib/x/y -DCMAKE_INSTALL_BINDIR=libexec/tools && installed placed "$work/odd" || return
  has_run_path "$work/odd/libexec/tools/with_static" '$ORIGIN/../../lib/x/y'
  check_events "$work/odd/libexec/tools" $linked
}
check 'the runtime in another folder' other_place
packed() {
  (cd "$work" && cpack -G TGZ --config bundled/CPackConfig.cmake -B packages >log 2>&1) || { tail -n 5 "$work/log"; return; }
  mkdir "$work/unpacked" && tar -xzf "$work"/packages/*.tar.gz --strip-components 1 -C "$work/unpacked"
}
check 'packed by CPack' packed

# CMake's own settings take effect.
check 'CMAKE_SKIP_RPATH' made skip Ninja -DCMAKE_SKIP_RPATH=ON
skipped() { has_run_path "$work/skip/with_static" ''; installed skip "$work/skipped"; has_run_path "$work/skipped/bin/with_static" ''; LD_LIBRARY_PATH=$work/telinject/lib check_events "$work/skipped/bin" with_static; }
check 'CMAKE_SKIP_RPATH: no run path' skipped
check 'CMAKE_SKIP_INSTALL_RPATH' made skip_installed Ninja -DCMAKE_SKIP_INSTALL_RPATH=ON
skipped_installed() { check_events "$work/skip_installed" $linked; installed skip_installed "$work/no_path"; has_run_path "$work/no_path/bin/with_static" ''; }
check 'CMAKE_SKIP_INSTALL_RPATH: only in the build tree' skipped_installed
check 'CMAKE_BUILD_WITH_INSTALL_RPATH' made early Ninja -DCMAKE_BUILD_WITH_INSTALL_RPATH=ON
check 'CMAKE_BUILD_WITH_INSTALL_RPATH: the same run path' has_run_path "$work/early/with_run_path" "\$ORIGIN/../own:$work/telinject/lib"

# Installs telinject by components, and without the compilers the programs were built with.
check_components() {
  local component found
  for component in runtime development tools; do cmake --install "$build" --prefix "$work/parts/$component" --component $component >/dev/null || echo "$component fails"; done
  (cd "$work/telinject" && find . -type f | sort) >"$work/all"
  (for component in runtime development tools; do (cd "$work/parts/$component" && find . -type f); done | sort -u) | diff "$work/all" - | head
  found=$(cd "$work/parts/runtime" && find . -name '*.*' -type f | sort | tr '\n' ' ')
  [ "$found" = './lib/libtelinject-aspects.so ./lib/libtelinject-net.so ./lib/libtelinject.so ./share/doc/telinject/LICENSE.third-party ' ] || echo "runtime: $found"
  find "$work/telinject" -type f \( -path '*/bin/*' -a ! -perm 755 -o ! -path '*/bin/*' -a ! -perm 644 \) -printf 'mode %m: %p\n'
  grep -rlF -e "$build" -e "$(cd "$here/../.." && pwd)" "$work/telinject" | sed 's/^/holds a path of the build: /'
}
check 'three components make the whole' check_components
linked_program() {
  mkdir -p "$work/local/bin" && ln -s "$work/telinject/bin/telinject" "$work/local/bin/telinject"
  (cd "$work/source" && printf '{}' >.telinject.json && PATH=$work/local/bin:$PATH telinject cc --strict -- gcc -c shape.c -o "$work/shape.o") && nm "$work/shape.o" | grep -q telinject_i_link || echo 'nothing was instrumented'
}
check 'telinject by a symbolic link from another folder' linked_program
mv "$work/telinject" "$work/gone"
check 'with the runtime beside them programs need no telinject' check_events "$work/whole/bin" $linked without
check 'a static program needs none' check_events "$work/there/bin" fully_static without
check 'packed programs need none' check_events "$work/unpacked/bin" $linked without
check 'a program that loads it starts without' sh -c '"$1" || echo "exit code $?"' - "$work/there/bin/loading"
missing() { "$work/there/bin/with_static" 2>&1 | grep -q 'libtelinject.so: cannot open shared object file' || echo 'no such message'; }
check 'a program that is linked says what is missing' missing
relinked() { LD_LIBRARY_PATH=$work/gone/lib check_events "$work/there/bin" $linked; }
check '… and takes it from LD_LIBRARY_PATH' relinked
again() { made again Ninja -DCMAKE_PREFIX_PATH="$work/gone" && installed again "$work/new" && check_events "$work/new/bin" $linked; }
check 'find_package after the move' again

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
