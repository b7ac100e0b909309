# leveldb: C++ without exceptions and type information, threads, Clang's thread-safety attributes, a test in C.
# Left out of its tests: HiddenValuesAreRemoved (loses a race on a busy machine), Randomized and autocompact (only long).
package=leveldb
needs="cmake libgtest-dev libgmock-dev libbenchmark-dev libsnappy-dev"
languages=c++
compilers=gcc
configure() { cmake -S . -B b -DCMAKE_BUILD_TYPE=Release; }
build() { cmake --build b -j "$JOBS"; }
tests() { GTEST_FILTER=-DBTest.HiddenValuesAreRemoved:DBTest.Randomized ctest --test-dir b -E autocompact; }
outcome() { grep -o '^100% tests passed.*'; }
expect='100% tests passed, 0 tests failed out of [1-9][0-9]*'
# c_test is left out: its events are some gigabytes.
traced() { b/status_test && b/no_destructor_test && b/logging_test && b/write_batch_test; }
