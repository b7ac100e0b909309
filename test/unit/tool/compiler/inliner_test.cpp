// When an instrumented compile gets other limits for what is inlined, and which.
#include "catch.h"

#include "tool/compiler/inliner.h"

using telinject::rewrite::inliner_arguments;

TEST_CASE("Inliner: limits of the inliner are raised in the words of the compiler, where it optimizes for speed",
          "[inliner]") {
  const auto gcc = inliner_arguments({"x86_64-linux-gnu-gcc-12", "-O2", "-c", "a.c"}, false);
  const auto gxx = inliner_arguments({"/opt/x/g++", "-O3", "-c", "a.cpp"}, true);
  REQUIRE_FALSE(gcc.empty());
  CHECK(gcc.size() == gxx.size());
  CHECK(gcc != gxx);
  for (const std::string &word : gcc)
    CHECK(word.rfind("--param=", 0) == 0);
  CHECK(inliner_arguments({"g++", "-O", "-c", "a.cpp"}, true) == gxx);
  CHECK(inliner_arguments({"clang++-22", "-O2", "-c", "a.cpp"}, true).front() == "-mllvm");
}

TEST_CASE("Inliner: limits of the inliner are left alone where nothing is optimized for speed, or nothing inserted",
          "[inliner]") {
  const char *flags = GENERATE("-O0", "-Og", "-Os", "-Oz", "-g");
  CHECK(inliner_arguments({"gcc", flags, "-c", "a.c"}, false).empty());
  CHECK(inliner_arguments({"gcc", "-O2", flags, "-c", "a.c"}, false).empty() == (std::string(flags) != "-g"));
  CHECK(inliner_arguments({"gcc", "-O2", "-DTELINJECT_DISABLE", "-c", "a.c"}, false).empty());
  CHECK(inliner_arguments({"some-other-compiler", "-O2", "-c", "a.c"}, false).empty());
}

TEST_CASE("Inliner: limits of the inliner are the user's where he sets them, or asks for warnings that rest on them",
          "[inliner]") {
  const char *flag =
      GENERATE("-fno-inline", "-finline-limit=20", "--param=max-inline-insns-auto=7", "max-inline-insns-single=7",
               "-inline-threshold=3", "-Winline", "-Wframe-larger-than=4096", "-Wstack-usage=4096");
  CHECK(inliner_arguments({"gcc", "-O2", flag, "-c", "a.c"}, false).empty());
  CHECK_FALSE(inliner_arguments({"gcc", "-O2", "-Dinline=__inline__", "-c", "a.c"}, false).empty());
}
