# expat: C with a state machine of macros that are included again (xmltok_impl.c), autotools, its own tests in C.
package=expat
needs="autoconf automake libtool"
languages=c
compilers="gcc clang"
# Macros make the braces of all of its tests' functions, so nothing inside of those is instrumented; of the library nearly all is.
least_share=70
configure() { cd expat && autoreconf -fi && ./configure --without-docbook --without-xmlwf; }
build() { make -C expat -j"$JOBS" && make -C expat/tests -j"$JOBS" runtests; }
tests() { expat/tests/runtests; }
outcome() { grep -o '^100%: Checks: .*'; }
expect='100%: Checks: [1-9][0-9]*, Failed: 0'
traced() { printf '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e "x">]><a b="1">&e;<c/>text</a>' | expat/examples/elements; }
