// When an instrumented compile gets other limits for what is inlined, and which.
#include "catch.h"

#include "tool/compiler/inliner.h"

using telinject::rewrite::inliner_arguments;

TEST_CASE("Inliner: limits of the inliner are raised in the words of the compiler, where it optimizes for speed",
          "[inliner]") {
  const auto gcc = inliner_arguments({"x86_64-linux-gnu-gcc-12", "-O2", "-c", "a.c"}, false, 1);
  const auto gxx = inliner_arguments({"/opt/x/g++", "-O3", "-c", "a.cpp"}, true, 1);
  REQUIRE_FALSE(gcc.empty());
  CHECK(gcc.size() == gxx.size());
  CHECK(gcc != gxx);
  for (const std::string &word : gcc)
    CHECK(word.rfind("--param=", 0) == 0);
  CHECK(inliner_arguments({"g++", "-O", "-c", "a.cpp"}, true, 1) == gxx);
  CHECK(inliner_arguments({"clang++-22", "-O2", "-c", "a.cpp"}, true, 1).front() == "-mllvm");
}

TEST_CASE("Inliner: limits of the inliner are left alone where nothing is optimized for speed, or nothing inserted",
          "[inliner]") {
  const char *flags = GENERATE("-O0", "-Og", "-Os", "-Oz", "-g");
  CHECK(inliner_arguments({"gcc", flags, "-c", "a.c"}, false, 1).empty());
  CHECK(inliner_arguments({"gcc", "-O2", flags, "-c", "a.c"}, false, 1).empty() == (std::string(flags) != "-g"));
  CHECK(inliner_arguments({"gcc", "-O2", "-DTELINJECT_DISABLE", "-c", "a.c"}, false, 1).empty());
  CHECK(inliner_arguments({"some-other-compiler", "-O2", "-c", "a.c"}, false, 1).empty());
}

TEST_CASE("Inliner: limits of the inliner are the user's where he sets them, or asks for warnings that rest on them",
          "[inliner]") {
  const char *flag =
      GENERATE("-fno-inline", "-finline-limit=20", "--param=max-inline-insns-auto=7", "max-inline-insns-single=7",
               "-inline-threshold=3", "-Winline", "-Wframe-larger-than=4096", "-Wstack-usage=4096");
  CHECK(inliner_arguments({"gcc", "-O2", flag, "-c", "a.c"}, false, 1).empty());
  CHECK_FALSE(inliner_arguments({"gcc", "-O2", "-Dinline=__inline__", "-c", "a.c"}, false, 1).empty());
}

TEST_CASE("Inliner: a unit needs raised limits by the part that is instrumented and by the sites of each function",
          "[inliner]") {
  using telinject::rewrite::share_of_limits;
  CHECK(share_of_limits({0, 0, 10}) == 0);
  CHECK(share_of_limits({10, 10, 10}) == 0.5);
  CHECK(share_of_limits({30, 10, 10}) == 1);
  CHECK(share_of_limits({300, 10, 10}) == 1);
  CHECK(share_of_limits({15, 5, 10}) == 0.25);
  CHECK(share_of_limits({5, 5, 100}) < 0.01);
  CHECK(share_of_limits({5, 2, 0}) > 0.8); // functions were not looked for
}

TEST_CASE("Inliner: limits rise in proportion to the part of the unit that is instrumented", "[inliner]") {
  CHECK(inliner_arguments({"g++", "-O2", "-c", "a.cpp"}, true, 0).empty());
  CHECK(inliner_arguments({"clang++", "-O2", "-c", "a.cpp"}, true, 0).empty());
  const auto limits = [](const char *level, double share) {
    return inliner_arguments({"g++", level, "-c", "a.cpp"}, true, share);
  };
  // A small part is next to GCC's own limits, which -O3 raises too.
  CHECK(limits("-O2", 0.01) ==
        std::vector<std::string>{"--param=early-inlining-insns=7", "--param=max-inline-insns-auto=16",
                                 "--param=max-inline-insns-single=76", "--param=inline-min-speedup=30",
                                 "--param=inline-unit-growth=42", "--param=large-function-insns=2753",
                                 "--param=large-function-growth=109"});
  CHECK(limits("-O3", 0.01)[2] == "--param=max-inline-insns-single=205");
  CHECK(limits("-O2", 0.5)[0] == "--param=early-inlining-insns=53");
  CHECK(limits("-O2", 1) == limits("-O3", 1));
  CHECK(limits("-O2", 2) == limits("-O2", 1));
  CHECK(inliner_arguments({"clang++", "-O2", "-c", "a.cpp"}, true, 0.5).back() == "-inline-threshold=513");
}
