# bzip2: small old C of macros that hold loops, gotos and saved state; plain make.  Its tests pack and unpack samples.
package=bzip2
languages=c
compilers="gcc clang"
# Its decompressor resumes inside of its loops, by case labels that macros make.
least_share=95
configure() { :; }
build() { make -j"$JOBS" CC="$CC" bzip2 bzip2recover; }
tests() { make CC="$CC" test; }
outcome() { printf '%s files compared, %s\n' "$(grep -c '^cmp ')" "$(grep -q differ && echo some differ || echo all the same)"; }
expect='6 files compared, all the same'
traced() { printf 'a small text, a small text' | ./bzip2 -1 | ./bzip2 -dc; }
