# xz: C of large state machines in macros, switches that resume in the middle of loops, threads; it closes descriptors and
# shuts itself into a sandbox.
package=xz-utils
languages=c
compilers="gcc clang"
configure() { ./configure --disable-nls --disable-doc --disable-scripts --disable-rpath; }
build() { make -j"$JOBS" && make -C tests -j"$JOBS" check TESTS=; }
tests() { make -C tests check; }
outcome() { awk '/^# (TOTAL|PASS|FAIL|ERROR):/ { text = text $2 $3 " " } END { print text }'; }
expect='TOTAL:[1-9][0-9]* PASS:[1-9][0-9]* FAIL:0 ERROR:0 '
traced() { printf 'a small text' >t.txt && src/xz/xz -0 -k -f t.txt && src/xz/xz -dc t.txt.xz; }
