# pugixml: one large C++ unit of force-inlined templates, setjmp in its tests, an allocator of its own.
package=pugixml
needs=cmake
languages=c++
compilers="gcc clang"
# Left out of its tests: those that compile the library once more in a namespace of another name, which one tree of rewritten
# files cannot serve together with the first.
configure() {
  rm tests/test_header_only_*.cpp
  cmake -S . -B b -DPUGIXML_BUILD_TESTS=ON -DCMAKE_BUILD_TYPE=Release
}
build() { cmake --build b -j "$JOBS"; }
tests() { b/pugixml-check; }
outcome() { grep -o '^Success: .*'; }
expect='Success: [1-9][0-9]* tests passed.'
# Its test program runs all or nothing, so a small one is linked to the library.
traced() {
  echo '#include <pugixml.hpp>
    int main() { pugi::xml_document d; d.load_string("<a b=\"1\"><c>text</c></a>"); return d.select_node("/a/c[1]").node().empty(); }' >small.cpp
  $CXX -Isrc small.cpp b/libpugixml.a -o small && ./small
}
