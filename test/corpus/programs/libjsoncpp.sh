# libjsoncpp: C++ with exceptions and virtual functions, meson, test macros of its own.
package=libjsoncpp
needs="meson ninja-build"
languages=c++
compilers="gcc clang"
configure() { meson setup b; }
build() { ninja -C b -j "$JOBS"; }
tests() { meson test -C b && b/jsoncpp_test; }
outcome() { grep -o '^All [1-9][0-9]* tests passed' | tail -n 1; }
expect='All [1-9][0-9]* tests passed'
traced() { for t in ValueTest/objects ReaderTest/parseObject FastWriterTest/writeNumericValue; do b/jsoncpp_test --test "$t"; done; }
