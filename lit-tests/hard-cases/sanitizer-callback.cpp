// What a sanitizer calls before it is ready is left alone; the program's other functions are not.
// RUN: %roundtrip %s --std=c++17 --cc=gcc --no-launcher --link=-fsanitize=address --list -- -fsanitize=address | %FileCheck %s

#include <cstdio>

// CHECK: extern "C" const char *__asan_default_options() { return "detect_leaks=0"; }
extern "C" const char *__asan_default_options();
extern "C" const char *__asan_default_options() { return "detect_leaks=0"; }
struct Named {
  // CHECK: int __asan_like() const { TELINJECT_FUNCTION(
  int __asan_like() const { return 3; }
};

int main() {
  std::printf("%d\n", Named().__asan_like());
  return 0;
}
// CHECK: function __asan_default_options: skipped (sanitizer-callback)
