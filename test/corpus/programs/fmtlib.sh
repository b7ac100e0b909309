# fmtlib: C++ templates that are constexpr throughout, user-defined literals, pedantic warnings as errors.
# Left out of its tests: format-test, ranges-test and others that take minutes to compile and add no kind of code.
package=fmtlib
needs=cmake
languages=c++
compilers=gcc
# It is built as C++11, whose constexpr functions are one expression: no guard has a place in them.
least_share=93
kept="args-test assert-test color-test compile-test core-test ostream-test printf-test scan-test"
configure() { cmake -S . -B b -DFMT_DOC=OFF -DFMT_PEDANTIC=ON -DFMT_WERROR=ON -DFMT_TEST=ON; }
build() { cmake --build b -j "$JOBS" --target $kept; }
tests() { ctest --test-dir b -R "^($(echo $kept | tr ' ' '|'))\$"; }
outcome() { grep -o '^100% tests passed.*'; }
expect='100% tests passed, 0 tests failed out of 8'
traced() { b/bin/args-test && b/bin/assert-test; }
