# fmtlib: C++ templates that are constexpr throughout, user-defined literals, pedantic warnings as errors.
package=fmtlib
needs=cmake
languages=c++
compilers=gcc
configure() { cmake -S . -B b -DFMT_DOC=OFF -DFMT_PEDANTIC=ON -DFMT_WERROR=ON -DFMT_TEST=ON; }
build() { cmake --build b -j "$JOBS"; }
tests() { ctest --test-dir b; }
outcome() { grep -o '^100% tests passed.*'; }
expect='100% tests passed, 0 tests failed out of [1-9][0-9]*'
traced() { b/bin/args-test && b/bin/assert-test; }
