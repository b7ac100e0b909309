#!/bin/bash
# link_run.sh BUILD_DIR: links instrumented code by hand, as the README describes and with pkg-config: every linker,
# with --as-needed, code rewritten in place and objects of the launcher; shared and static.  Closes with 'N passed, N
# failed'.
. "$(dirname "$0")/../../script/lib.sh"
need_packages pkgconf lld mold
. "$(dirname "$0")/lib.sh"
set +e
bin=/usr/lib/llvm-$llvm/bin
prefix="$work/pre fix"
cmake --install "$build" --prefix "$prefix" >/dev/null
cd "$work" || exit 2
cat >callee.c <<'END'
int callee(int value);
int callee(int value) { return value - 1; }
END
cat >thrower.cpp <<'END'
#include <stdexcept>

extern "C" int callee(int value);
static void thrower(int value) {
  if (callee(value) == 0) throw std::runtime_error("no value");
}
int main() {
  try { thrower(1); } catch (const std::exception &) { return 0; }
  return 1;
}
END
printf '{}' >.telinject.json
mkdir launched && "$build/bin/telinject" cc --strict -- gcc -c callee.c -o launched/callee.o && "$build/bin/telinject" cc --strict -- g++ -c thrower.cpp -o launched/thrower.o
mkdir placed && cp -r callee.c thrower.cpp .telinject.json placed/
printf '[{"directory":"%s","file":"callee.c","command":"gcc -c callee.c"},{"directory":"%s","file":"thrower.cpp","command":"g++ -c thrower.cpp"}]' "$work/placed" "$work/placed" >placed/compile_commands.json
"$build/bin/telinject" -p placed --in-place -q --events function
gcc -isystem "$prefix/include" -c placed/callee.c -o placed/callee.o && g++ -isystem "$prefix/include" -c placed/thrower.cpp -o placed/thrower.o

# Checks the functions in the events of the program, and that an exception left one of them.
check_events() { # PROGRAM
  DEBUG=true "$1" 2>events || { echo "exit code $?: $(head -n 2 events)"; return; }
  local found; found=$(sed -n 's/.*"event_type":"function_entry".*"function_name":"\([a-z_]*\)".*/\1/p' events | sort | tr '\n' ' ')
  [ "$found" = 'callee main thrower ' ] || { echo "found: '$found'"; return; }
  grep -q '"function_exit".*"function_name":"thrower".*no value' events || echo 'the exception is not recorded'
}
linked() { # NAME COMMAND…: the words of a link, after which the events of `program` are checked
  rm -f program
  local problem; problem=$("${@:2}" -o program 2>&1)
  if [ -x program ]; then verdict "$1" "$(check_events ./program)"; else verdict "$1" "does not link: $problem"; fi
}
is_linked() { verdict "$1" "$(readelf -d program | grep -q 'NEEDED.*libtelinject.so' || echo 'the library was dropped')"; }

# As in the README; LDFLAGS would come first.
hand=(-L"$prefix/lib" -Wl,-rpath,"$prefix/lib" -Wl,--push-state,--no-as-needed,-ltelinject,--pop-state)
for linker in bfd gold lld mold; do
  command -v ld.$linker >/dev/null || { echo "skipped: ld.$linker: not on this machine"; continue; }
  for compiler in g++ "$bin/clang++"; do
    for objects in placed launched; do
      name="$objects, ${compiler##*/}, $linker, --as-needed"
      linked "$name" "$compiler" -fuse-ld=$linker -Wl,--as-needed $objects/*.o "${hand[@]}"
      is_linked "… is linked with the library"
      linked "$name, library first" "$compiler" -fuse-ld=$linker -Wl,--as-needed "${hand[@]}" $objects/*.o
    done
  done
done

# A command that names the static library gets no second runtime.
linked "g++, the static library named" "$build/bin/telinject" cc --strict -- g++ launched/*.o "$build/lib/libtelinject.a" -pthread
[ ! -e program ] || verdict "… has one runtime" "$(ldd program | grep telinject)"

# The linker must print nothing that it does not print for the uninstrumented program.
for compiler in g++ "$bin/clang++"; do
  linked "${compiler##*/}, static, --fatal-warnings" "$build/bin/telinject" cc --strict -- "$compiler" -static -Wl,--fatal-warnings launched/*.o
done

# pkg-config for an installation with a space in its path, a moved one and the build folder.
cmake --install "$build" --prefix "$work/installed" >/dev/null && mv "$work/installed" "$work/moved"
by_pkg_config() { # NAME FOLDER
  export PKG_CONFIG_PATH="$2/lib/pkgconfig"
  local flags libs all pie wrap name compiler
  # pkg-config quotes for a shell.
  eval "flags=($(pkg-config --cflags telinject)) libs=($(pkg-config --libs telinject)) all=($(pkg-config --static --libs telinject)) pie=($(pkg-config --libs telinject-static))"
  for compiler in gcc "$bin/clang"; do
    name="pkg-config $1, ${compiler##*/}"
    "$compiler" -Wall -Wextra -Werror "${flags[@]}" -c placed/callee.c -o callee.o && "${compiler/%gcc/g++}" -x c++ -Wall -Wextra -Werror "${flags[@]}" -c placed/thrower.cpp -o thrower.o ||
      verdict "$name" 'does not compile'
    wrap=$([ "$compiler" = gcc ] && echo g++ || echo "$compiler++")
    linked "$name, shared" "$wrap" -Wl,--as-needed callee.o thrower.o "${libs[@]}"
    linked "$name, static" "$wrap" -static callee.o thrower.o "${all[@]}"
    linked "$name, static-pie" "$wrap" -static-pie callee.o thrower.o "${pie[@]}"
    linked "$name, static, objects of the launcher" "$wrap" -static launched/*.o "${all[@]}"
  done
}
by_pkg_config 'of a folder with a space' "$prefix"
by_pkg_config 'of a moved installation' "$work/moved"
by_pkg_config 'of the build folder' "$build"

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
