# libyaml: C whose parser and scanner are built of macros with side effects.  Its tests are small, so what its programs
# print of every example must be the same too.
package=libyaml
needs=cmake
languages=c
compilers="gcc clang"
configure() { cmake -S . -B b -DBUILD_TESTING=ON; }
build() { cmake --build b -j "$JOBS"; }
prints() {
  for file in examples/*.yaml regression-inputs/*; do
    for program in scanner parser loader parser-test-suite emitter dumper; do b/run-$program "$file" 2>&1 || echo "code $?"; done
    b/example-reformatter <"$file" 2>&1 || echo "code $?"
  done
}
tests() { ctest --test-dir b && prints | tee printed.txt && echo "printed $(wc -l <printed.txt) lines: $(cksum <printed.txt)"; }
outcome() { awk '/^100% tests passed/ { all = 1 } /^printed/ { line = $0 } END { print (all ? "tests passed, " : "") line }'; }
expect='tests passed, printed [1-9][0-9]{2,} lines: [0-9 ]+'
traced() { printf 'a: [1, {b: c}]\n' | b/example-reformatter; }
