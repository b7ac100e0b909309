# yaml-cpp, built as C++20: exceptions, shared pointers, templates that convert; Google Test.
# Left out of its tests: the generated ones of the emitter and the specification's examples, which only take long.
package=yaml-cpp
needs="cmake libgtest-dev libgmock-dev"
languages=c++
compilers="gcc clang"
configure() {
  rm test/integration/{gen_emitter,handler_spec,node_spec}_test.cpp
  cmake -S . -B b -DCMAKE_CXX_STANDARD=20 -DYAML_CPP_BUILD_TESTS=ON -DYAML_CPP_BUILD_TOOLS=OFF
}
build() { cmake --build b -j "$JOBS"; }
tests() { b/test/yaml-cpp-tests; }
outcome() { grep -o '^\[  PASSED  \] .*'; }
expect='\[  PASSED  \] [1-9][0-9]* tests.'
traced() { b/test/yaml-cpp-tests --gtest_filter='*LoadNode*Simple*:*ErrorMessage*'; }
