// Try blocks: a guard around, a word at each handler.  function-try-blocks.cpp has those that are a whole function.
// RUN: %roundtrip --option=--events=function,exception %s --std=c++98,c++11,c++20 --trace | %FileCheck %s --check-prefixes=CHECK,TRACE

#include <cstdio>
#include <stdexcept>

static int risky(int n) {
  // CHECK: TELINJECT_TRY(1_1, 1, "", "std::runtime_error, const char *, ...") try {
  try {
    if (n == 1) throw std::runtime_error("one");
    if (n == 2) throw "two";
    if (n == 3) throw 3.0;
    if (n == 4) return 4;
  // CHECK: } catch (const std::runtime_error &e) { TELINJECT_CATCH(1_1) std::printf("%s\n", e.what());
  } catch (const std::runtime_error &e) { std::printf("%s\n", e.what());
  // CHECK: } catch (const char *text) { TELINJECT_CATCH(1_1)
  } catch (const char *text) {
    std::printf("%s\n", text);
  // CHECK: } catch (...) { TELINJECT_CATCH(1_1) throw; } TELINJECT_END_TRY()
  } catch (...) { throw; }
  return 0;
}

struct Held {
  int value;
  // CHECK: explicit Held(int v) try : value(risky(v)) { TELINJECT_FUNCTION({{.*}}) } catch (...) { std::printf("not made\n"); }
  explicit Held(int v) try : value(risky(v)) { } catch (...) { std::printf("not made\n"); }
};

int main() {
  // CHECK: for (int i = 0; i < 5; i++) TELINJECT_TRY(1_2, 1, "", "double") try { Held held(i); std::printf("%d\n", held.value); } catch (double d) { TELINJECT_CATCH(1_2) std::printf("%g\n", d); } TELINJECT_END_TRY()
  for (int i = 0; i < 5; i++) try { Held held(i); std::printf("%d\n", held.value); } catch (double d) { std::printf("%g\n", d); }
}
// TRACE: {{^}}=== trace
// TRACE: try double
// TRACE: try std::runtime_error, const char *, ...
// TRACE: try-exit
