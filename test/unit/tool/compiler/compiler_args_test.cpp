// What the arguments of a GCC or Clang command mean to the rewriter.
#include "catch.h"

#include "tool/compiler/compiler_args.h"

using telinject::rewrite::facts_of;
using telinject::rewrite::index_of_source;
using Words = std::vector<std::string>;

TEST_CASE("Compiler arguments: sources and other inputs are distinguished", "[compiler_args]") {
  const auto facts =
      facts_of({"gcc", "-Iinclude", "a.c", "-o", "b.c", "c.o", "d.cpp", "-include", "e.c", "libx.a", "-lm"});
  CHECK(facts.sources == std::vector<size_t>{2, 6});
  CHECK(facts.other_inputs == std::vector<size_t>{5, 9});
  CHECK(facts.links);
  CHECK(facts.compiles);
}

TEST_CASE("Compiler arguments: -x says what the inputs are", "[compiler_args]") {
  CHECK(facts_of({"gcc", "-x", "c", "table.inc"}).sources.size() == 1);
  CHECK(facts_of({"gcc", "-xc++", "table.inc"}).sources.size() == 1);
  CHECK(facts_of({"gcc", "-x", "assembler", "a.c"}).sources.empty());
  CHECK(facts_of({"gcc", "-x", "c", "a.txt", "-x", "none", "b.o"}).sources.size() == 1);
  CHECK(facts_of({"gcc", "-x", "c++-header", "all.h"}).precompiles_header);
  CHECK(facts_of({"gcc", "all.h"}).precompiles_header);
  CHECK_FALSE(facts_of({"gcc", "-include", "all.h", "a.c"}).precompiles_header);
}

TEST_CASE("Compiler arguments: what is asked of the compiler", "[compiler_args]") {
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

TEST_CASE("Compiler arguments: the value of an option is no input and no flag", "[compiler_args]") {
  CHECK(facts_of({"gcc", "-D", "x.c", "-U", "y.c", "-MF", "z.c", "-Xlinker", "w.c"}).sources.empty());
  CHECK(facts_of({"gcc", "-MT", "-E", "-c", "a.c"}).compiles);
  CHECK(facts_of({"gcc", "-c"}).sources.empty());
  CHECK(facts_of({"gcc", "-I"}).sources.empty());
  CHECK(facts_of({"gcc"}).sources.empty());
}

TEST_CASE("Compiler arguments: precompiled headers in use are seen", "[compiler_args]") {
  CHECK(facts_of({"clang", "-Xclang", "-include-pch", "-Xclang", "a.pch", "-c", "a.c"}).uses_precompiled_header);
  CHECK(facts_of({"gcc", "-include", "build/cmake_pch.hxx", "-c", "a.cpp"}).uses_precompiled_header);
}

TEST_CASE("Compiler arguments: long spellings and nested preprocessor options are seen", "[compiler_args]") {
  CHECK(facts_of({"gcc", "--include-directory", "x.c", "--define-macro", "y.c", "--output", "z.c", "a.c"}).sources ==
        std::vector<size_t>{7});
  CHECK(facts_of({"gcc", "--language", "c", "table.inc"}).sources.size() == 1);
  CHECK(facts_of({"gcc", "--language=c++", "table.inc"}).sources.size() == 1);
  CHECK_FALSE(facts_of({"gcc", "--compile", "a.c"}).links);
  for (const char *text :
       {"--preprocess", "--assemble", "--dependencies", "--user-dependencies", "-Wp,-M", "-Wp,-MM,-MF,x"}) {
    INFO(text);
    CHECK_FALSE(facts_of({"gcc", text, "a.c"}).compiles);
  }
  CHECK(facts_of({"gcc", "-Wp,-MMD,a.d", "--write-dependencies", "-c", "a.c"}).compiles);
  CHECK(facts_of({"gcc", "--static", "a.c"}).static_link);
  CHECK(facts_of({"gcc", "--no-standard-libraries", "a.c"}).no_runtime);
  CHECK(facts_of({"gcc", "--no-standard-includes", "a.c"}).freestanding);
  CHECK(facts_of({"gcc", "-Xpreprocessor", "-nostdinc", "a.c"}).freestanding);
  CHECK(
      facts_of({"gcc", "-Tbss", "a.c", "-imultilib", "b.c", "-dumpbase", "c.c", "-Xarch_host", "d.c"}).sources.empty());
}

TEST_CASE("Compiler arguments: words behind two dashes are inputs", "[compiler_args]") {
  CHECK(facts_of({"clang", "-c", "--", "-x.c"}).sources == std::vector<size_t>{3});
  CHECK_FALSE(facts_of({"clang", "--", "-c", "a.c"}).compiles == false);
}

TEST_CASE("Compiler arguments: the compiler may stand behind other programs", "[compiler_args]") {
  const auto facts = facts_of({"nice", "-n", "5", "ccache", "g++", "-c", "a.c"});
  CHECK(facts.compiler == 4);
  CHECK(facts.is_cxx);
  CHECK(facts.sources == std::vector<size_t>{6});
  CHECK(facts.other_inputs.empty());
  CHECK_FALSE(facts_of({"ccache", "gcc", "-c", "a.cpp"}).is_cxx);
  CHECK_FALSE(facts_of({"env", "-C", "/x", "gcc", "a.c"}).compiles);
}

TEST_CASE("Compiler arguments: a source is known by its path, not by how its name ends", "[compiler_args]") {
  const Words words = {"gcc", "a.c", "aa.c", "d/a.c", "./b.c", "io.c", "stdio.c", "/q/a.c"};
  CHECK(index_of_source(words, "/p/a.c", "/p") == 1);
  CHECK(index_of_source(words, "/p/aa.c", "/p") == 2);
  CHECK(index_of_source(words, "/p/d/a.c", "/p") == 3);
  CHECK(index_of_source(words, "b.c", "/p") == 4);
  CHECK(index_of_source(words, "/p/stdio.c", "/p") == 6);
  CHECK(index_of_source(words, "/q/a.c", "/p") == 7);
  CHECK_FALSE(index_of_source(words, "/p/c.c", "/p"));
  CHECK_FALSE(index_of_source(words, "/p/x/io.c", "/p"));
  CHECK(index_of_source({"gcc", "../a.c"}, "/gone/a.c", "/elsewhere") == 1);
}
