# wayland: C with list macros, unions of callbacks, sockets that carry descriptors; its test runner forks each test and
# checks that none leaks memory or a descriptor; generated protocol code.
package=wayland
needs="meson ninja-build libexpat1-dev libffi-dev pkgconf"
languages="c c++"
compilers="gcc clang"
configure() { meson setup b -Ddocumentation=false -Ddtd_validation=false; }
build() { ninja -C b -j "$JOBS"; }
# A socket's path may not be long.
tests() {
  run=$(mktemp -d)
  trap 'rm -rf "$run"' EXIT
  XDG_RUNTIME_DIR=$run meson test -C b --no-rebuild --print-errorlogs
}
outcome() { awk '/^Ok:/ { good = $2 } /^(Fail|Unexpected Pass|Timeout):/ { bad += $NF } END { print good " passed, " bad + 0 " failed" }'; }
expect='[1-9][0-9]* passed, 0 failed'
traced() { b/tests/list-test; b/tests/map-test; }
