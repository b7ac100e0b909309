# zlib: C with K&R definitions and many macros, plain make; its checks run static, shared and 64-bit programs.
package=zlib
languages=c
compilers="gcc clang"
configure() { ./configure; }
build() { make -j"$JOBS"; }
tests() { make test; }
outcome() { printf '%s tests OK\n' "$(grep -c 'test OK')"; }
expect='3 tests OK'
# One small program, all of its events.
traced() { ./example traced.gz; }
