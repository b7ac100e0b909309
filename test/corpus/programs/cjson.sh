# cjson: strict C89 with warnings as errors, cmake, a bundled test framework.
package=cjson
needs=cmake
languages=c
compilers="gcc clang"
configure() { cmake -S . -B b -DENABLE_CJSON_UTILS=ON -DENABLE_CUSTOM_COMPILER_FLAGS=ON -DCMAKE_C_FLAGS=-Werror; }
build() { cmake --build b -j "$JOBS"; }
tests() { ctest --test-dir b; }
outcome() { grep -o '^100% tests passed.*'; }
expect='100% tests passed, 0 tests failed out of [1-9][0-9]*'
traced() { (cd b/tests && ./print_value && ./parse_number && ./readme_examples); }
