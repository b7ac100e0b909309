# tinyxml2: C++ of classes with pools and placement new, no exceptions, no standard library in its headers.
package=tinyxml2
needs=cmake
languages=c++
compilers="gcc clang"
configure() { cmake -S . -B b -Dtinyxml2_BUILD_TESTING=ON -DBUILD_TESTING=ON; }
build() { cmake --build b -j "$JOBS"; }
# In the sources' folder, where its test looks for its files.
tests() { mkdir -p resources/out && b/xmltest; }
outcome() { grep -o '^Pass [0-9]*, Fail [0-9]*' | tail -n 1; }
expect='Pass [1-9][0-9]*, Fail 0'
traced() { printf "<a b='1'><c>text</c><!-- note --></a>" >small.xml && b/xmltest small.xml; }
