// What the arguments of a GCC or Clang command mean to the rewriter.
#include "catch.h"

#include "tool/compiler_args.h"

#include <algorithm>
#include <cstdint>

using telinject::arguments_for_parse;
using telinject::facts_of;
using telinject::path_prefix;
using Words = std::vector<std::string>;

namespace {

bool has(const Words &words, const std::string &word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

} // namespace

TEST_CASE("sources and other inputs are told apart") {
  const auto facts =
      facts_of({"gcc", "-Iinclude", "a.c", "-o", "b.c", "c.o", "d.cpp", "-include", "e.c", "libx.a", "-lm"});
  CHECK(facts.sources == std::vector<size_t>{2, 6});
  CHECK(facts.other_inputs == std::vector<size_t>{5, 9});
  CHECK(facts.links);
  CHECK(facts.compiles);
}

TEST_CASE("-x says what the inputs are") {
  CHECK(facts_of({"gcc", "-x", "c", "table.inc"}).sources.size() == 1);
  CHECK(facts_of({"gcc", "-xc++", "table.inc"}).sources.size() == 1);
  CHECK(facts_of({"gcc", "-x", "assembler", "a.c"}).sources.empty());
  CHECK(facts_of({"gcc", "-x", "c", "a.txt", "-x", "none", "b.o"}).sources.size() == 1);
  CHECK(facts_of({"gcc", "-x", "c++-header", "all.h"}).precompiles_header);
  CHECK(facts_of({"gcc", "all.h"}).precompiles_header);
  CHECK_FALSE(facts_of({"gcc", "-include", "all.h", "a.c"}).precompiles_header);
}

TEST_CASE("what is asked of the compiler") {
  CHECK_FALSE(facts_of({"gcc", "-c", "a.c"}).links);
  CHECK(facts_of({"gcc", "-c", "a.c"}).compiles);
  for (const char *text :
       {"-E", "-S", "-M", "-MM", "-fsyntax-only", "--version", "-dumpmachine", "-print-search-dirs", "-###"}) {
    INFO(text);
    CHECK_FALSE(facts_of({"gcc", text, "a.c"}).compiles);
  }
  CHECK(facts_of({"gcc", "-MD", "-MMD", "-MP", "-c", "a.c"}).compiles);
  CHECK(facts_of({"gcc", "-r", "a.o"}).relocatable_link);
  CHECK(facts_of({"gcc", "-static", "a.c"}).static_link);
  CHECK(facts_of({"gcc", "-nostdlib", "a.c"}).no_runtime);
  CHECK(facts_of({"gcc", "-ffreestanding", "a.c"}).freestanding);
  CHECK(facts_of({"gcc", "-xc", "-"}).reads_stdin);
  CHECK_FALSE(facts_of({"gcc", "-o", "-E", "a.c"}).sources.empty());
}

TEST_CASE("the value of an option is no input and no flag") {
  CHECK(facts_of({"gcc", "-D", "x.c", "-U", "y.c", "-MF", "z.c", "-Xlinker", "w.c"}).sources.empty());
  CHECK(facts_of({"gcc", "-MT", "-E", "-c", "a.c"}).compiles);
  CHECK(facts_of({"gcc", "-c"}).sources.empty());
  CHECK(facts_of({"gcc", "-I"}).sources.empty());
  CHECK(facts_of({"gcc"}).sources.empty());
}

TEST_CASE("precompiled headers in use are seen") {
  CHECK(facts_of({"clang", "-Xclang", "-include-pch", "-Xclang", "a.pch", "-c", "a.c"}).uses_precompiled_header);
  CHECK(facts_of({"gcc", "-include", "build/cmake_pch.hxx", "-c", "a.cpp"}).uses_precompiled_header);
}

TEST_CASE("where an argument names a path") {
  CHECK(path_prefix("-Iinclude", "gcc") == 2);
  CHECK(path_prefix("include", "-I") == 0);
  CHECK(path_prefix("-isysteminclude", "gcc") == 8);
  CHECK(path_prefix("a.c", "-c") == 0);
  CHECK(path_prefix("-DFOO=/x", "gcc") == SIZE_MAX);
  CHECK(path_prefix("FOO", "-D") == SIZE_MAX);
  CHECK(path_prefix("-O2", "gcc") == SIZE_MAX);
  CHECK(path_prefix("-include", "gcc") == SIZE_MAX);
  CHECK(path_prefix("--sysroot=/s", "gcc") == 10);
  CHECK(path_prefix("-", "gcc") == SIZE_MAX);
}

TEST_CASE("the parser gets language settings, not outputs and warnings") {
  const Words words = arguments_for_parse(
      {"gcc", "-std=c99", "-Wall", "-Werror", "-Iinclude",       "-DA=1",         "-U",    "B",    "-MD", "-MF",
       "a.d", "-o",       "a.o",   "-O2",     "-fno-exceptions", "-fplugin=x.so", "-flto", "-m32", "-c",  "a.c"},
      "/p/a.c");
  for (const char *kept :
       {"-std=c99", "-Iinclude", "-DA=1", "-U", "B", "-O2", "-fno-exceptions", "-m32", "-w", "-fsyntax-only"})
    CHECK(has(words, kept));
  for (const char *gone : {"-Wall", "-Werror", "-MF", "a.d", "-o", "a.o", "-fplugin=x.so", "-flto", "-MD"})
    CHECK_FALSE(has(words, gone));
  CHECK(words.front() == "gcc");
  CHECK(std::count_if(words.begin(), words.end(),
                      [](const std::string &w) { return w.size() > 2 && w.substr(w.size() - 2) == ".c"; }) == 1);
}

TEST_CASE("what is a warning to somebody is none to the parser") {
  CHECK(has(arguments_for_parse({"gcc", "-c", "a.c"}, "a.c"), "-Wno-everything"));
  CHECK(has(arguments_for_parse({"g++", "-Weverything", "-c", "a.cpp"}, "/p/a.cpp"), "-Wno-everything"));
  CHECK_FALSE(has(arguments_for_parse({"g++", "-Weverything", "-c", "a.cpp"}, "/p/a.cpp"), "-Weverything"));
  CHECK(has(arguments_for_parse({"/usr/bin/c++", "a.cpp"}, "/p/a.cpp"), "--driver-mode=g++"));
  CHECK(has(arguments_for_parse({"cc", "a.c"}, "/p/a.c"), "--driver-mode=gcc"));
}

TEST_CASE("of several sources only the one to parse is kept") {
  const Words words = arguments_for_parse({"gcc", "a.c", "b.c", "c.o"}, "/p/b.c");
  CHECK_FALSE(has(words, "a.c"));
  CHECK(has(words, "b.c"));
  CHECK_FALSE(has(words, "c.o"));
}
