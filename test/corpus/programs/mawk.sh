# mawk: old C, in part without prototypes; a generated parser, a threaded interpreter of one large switch, setjmp.
package=mawk
languages=c
compilers="gcc clang"
configure() { ./configure --srcdir=.; }
build() { make -j1; }
tests() { (cd test && ./mawktest && ./fpe_test); }
outcome() { awk '/ OK$/ { good++ } /fail/ { bad++ } /^results consistent/ { consistent = 1 } END { print good " good, " bad + 0 " failed, traps " (consistent ? "" : "in") "consistent" }'; }
expect='[1-9][0-9]* good, 0 failed, traps consistent'
traced() { printf 'a b\nc d\n' | ./mawk '{ s += length($2); x[$1]++ } END { print s, length(x); printf "%5.2f\n", s / 3 }'; }
