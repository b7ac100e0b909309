# doctest: C++ of macros that make functions, classes and registrars, threads, exceptions, nearly every warning an error; its
# tests compare all it prints, line numbers too.  Left out of its tests: the same sources again under other macros.
package=doctest
needs=cmake
languages=c++
compilers="gcc clang"
configure() { cmake -S . -B b; }
build() { cmake --build b -j "$JOBS" --target all_features; }
tests() { ctest --test-dir b -R '\.cpp|version|help|count|list_|all_binary|abort_after|first_last|filter_|order_|minimal'; }
outcome() { grep -o '^100% tests passed.*'; }
expect='100% tests passed, 0 tests failed out of [1-9][0-9]+'
traced() { b/examples/all_features/all_features -tc='*lots*' || :; }
