# sqlite3: a quarter of a million lines of C in one file, generated parser, function pointers everywhere.  Its own benchmark, checked
# by the sums that it prints, stands in for its tests, which need Tcl's library.  script/bench measures it too.
package=sqlite3
needs="tcl autoconf libtool"
languages=c
compilers="gcc clang"
configure() { ./configure --disable-tcl --disable-readline; }
build() {
  make sqlite3.c
  $CC -O2 -DSQLITE_THREADSAFE=0 -DSQLITE_OMIT_LOAD_EXTENSION -I. -c sqlite3.c -o sqlite3.o
  $CC -O2 -I. -c test/speedtest1.c -o speedtest1.o
  $CC -o speedtest1 speedtest1.o sqlite3.o -lm
}
tests() { ./speedtest1 --memdb --verify --size 2; }
outcome() { grep -o 'Verification Hash: .*'; }
expect='Verification Hash: [0-9]+ [0-9a-f]+'
traced() { ./speedtest1 --memdb --size 1 --testset cte; }
