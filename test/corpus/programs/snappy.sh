# snappy: C++ without exceptions and type information, unaligned loads, tables, likely and unlikely, macros for errors.
package=snappy
needs="cmake libgtest-dev libgmock-dev"
languages=c++
compilers="gcc clang"
# Clang 21 and later warn of a test's buffer, which -Werror does not forgive.
configure() { cmake -S . -B b -DSNAPPY_BUILD_BENCHMARKS=OFF -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_FLAGS='-Wall -Wextra -Wno-uninitialized-const-pointer'; }
# Two of its targets make the same file, so one at a time.
build() { cmake --build b -j 1; }
tests() { b/snappy_unittest; }
outcome() { grep -o '^\[  PASSED  \] .*'; }
expect='\[  PASSED  \] [1-9][0-9]* tests.'
traced() { b/snappy_unittest --gtest_filter='Snappy.ReadPastEndOfBuffer:Snappy.FourByteOffset'; }
