# lua5.4: C without a build system; errors by setjmp and longjmp, computed goto.  Every file is also built as C++, where
# errors are exceptions.  The package has no tests, so a walk through the language stands in: both programs must agree.
package=lua5.4
languages="c c++"
compilers="gcc clang"
configure() {
  cp "$CORPUS/programs/lua-walk.lua" .
  # Debian generates this header; only a name is wanted of it.
  echo '#define DEB_HOST_MULTIARCH "none"' >src/lua5.4-deb-multiarch.h
}
build() {
  cd src
  flags="-O2 -Wall -Wextra -DLUA_COMPAT_5_3 -DLUA_USE_LINUX"
  for file in $(ls l*.c | grep -v '^luac'); do
    printf '%s\n' "$CC -std=gnu99 $flags -c $file -o ${file%.c}.o" "$CXX $flags -x c++ -c $file -o ${file%.c}.cxx.o"
  done | xargs -P "$JOBS" -I{} sh -c '{}'
  plain=$(ls *.o | grep -v '\.cxx\.o$')
  $CC -o lua $plain -Wl,-E -lm -ldl
  $CXX -o lua++ *.cxx.o -Wl,-E -lm -ldl
}
tests() { for lua in lua lua++; do src/$lua lua-walk.lua >$lua.out; done; cmp lua.out lua++.out && cat lua.out; }
outcome() { grep -o '^walked .*'; }
expect='walked 9 parts, checksum [0-9a-f]{16}'
traced() { src/lua -e 'print(#("x"):rep(3), pcall(error, "e"))'; src/lua++ -e 'print(pcall(error, "e"))'; }
