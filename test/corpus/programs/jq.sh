# jq: C, autotools; generated lexer and parser, tables made by macros, goto for errors, thread-specific data.
package=jq
needs="autoconf automake libtool bison flex libonig-dev"
languages=c
compilers="gcc clang"
configure() { autoreconf -fi && ./configure --disable-docs --disable-valgrind --disable-maintainer-mode; }
build() { make -j"$JOBS"; }
tests() { make check && cat tests/*.log; }
outcome() { awk '/tests passed/ { good += $1; all += $3 } END { print good " of " all " tests passed" }'; }
expect='([1-9][0-9]*) of \1 tests passed'
# A program of jq is compiled together with all its builtins, which gives millions of events: one process that is sampled
# writes more than a run may.
sample_rate=0
traced() { ./jq --version && ./jq --help; }
