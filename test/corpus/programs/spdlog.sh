# spdlog: C++ with threads and queues, templates over mutexes and formatters, exceptions; built on fmt.
package=spdlog
needs="cmake libfmt-dev"
languages=c++
compilers="gcc clang"
# A third of its tests: those with threads, queues, exceptions, formats and macros.
configure() {
  sed -i -E '/test_(file_logging|daily_logger|misc|eventlog|stdout_api|create_dir|cfg|time_point|stopwatch|fmt_helper|systemd)\.cpp/d' tests/CMakeLists.txt
  cmake -S . -B b -DSPDLOG_BUILD_TESTS=ON -DSPDLOG_BUILD_EXAMPLE=OFF -DCMAKE_BUILD_TYPE=Release
}
build() { cmake --build b -j "$JOBS"; }
tests() { cd b/tests && ./spdlog-utests; }
outcome() { grep -o '^All tests passed.*'; }
expect='All tests passed \([1-9][0-9]* assertions in [1-9][0-9]* test cases\)'
traced() { cd b/tests && ./spdlog-utests '[pattern_formatter],[errors]'; }
