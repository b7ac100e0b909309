// The command that Clang's parser is given.
#include "catch.h"

#include "tool/parse/parse_args.h"

#include <algorithm>

using telinject::rewrite::arguments_for_parse;
using telinject::rewrite::drop_named_options;
using telinject::rewrite::OptionSubset;
using Words = std::vector<std::string>;

namespace {

bool has(const Words &words, const std::string &word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool has_in_order(const Words &words, const Words &part) {
  return std::search(words.begin(), words.end(), part.begin(), part.end()) != words.end();
}

Words parsed(const Words &command, const std::string &file = "/p/a.c", OptionSubset kept = OptionSubset::all) {
  return arguments_for_parse(command, file, "/p", kept);
}

} // namespace

TEST_CASE("Parse arguments: the parser gets language settings, not outputs and warnings", "[parse_args]") {
  const Words words = parsed(
      {"gcc", "-std=c99", "-Wall", "-Werror", "-Iinclude",       "-DA=1",         "-U",    "B",    "-MD", "-MF",
       "a.d", "-o",       "a.o",   "-O2",     "-fno-exceptions", "-fplugin=x.so", "-flto", "-m32", "-c",  "a.c"});
  for (const char *kept : {"-std=c99", "-O2", "-fno-exceptions", "-m32", "-w", "-fsyntax-only"})
    CHECK(has(words, kept));
  CHECK(has_in_order(words, {"-I", "include", "-D", "A=1", "-U", "B"}));
  for (const char *gone : {"-Wall", "-Werror", "-MF", "a.d", "-o", "a.o", "-fplugin=x.so", "-flto", "-MD"})
    CHECK_FALSE(has(words, gone));
  CHECK(words.front() == "gcc");
  CHECK(std::count_if(words.begin(), words.end(), [](const std::string &w) { return w.ends_with(".c"); }) == 1);
}

TEST_CASE("Parse arguments: what is a warning to somebody is none to the parser", "[parse_args]") {
  CHECK(has(parsed({"gcc", "-c", "a.c"}), "-Wno-everything"));
  CHECK(has(parsed({"g++", "-Weverything", "-c", "a.cpp"}, "/p/a.cpp"), "-Wno-everything"));
  CHECK_FALSE(has(parsed({"g++", "-Weverything", "-c", "a.cpp"}, "/p/a.cpp"), "-Weverything"));
}

TEST_CASE("Parse arguments: the language is that of the compiler, whatever stands before it", "[parse_args]") {
  CHECK(has(parsed({"/usr/bin/c++", "a.cpp"}), "--driver-mode=g++"));
  CHECK(has(parsed({"ccache", "g++", "a.c"}), "--driver-mode=g++"));
  CHECK(has(parsed({"env", "A=g++", "-u", "C", "gcc", "a.c"}), "--driver-mode=gcc"));
  CHECK(has(parsed({"cc", "a.c"}), "--driver-mode=gcc"));
}

TEST_CASE("Parse arguments: of several sources only the one to parse is kept", "[parse_args]") {
  const Words words = parsed({"gcc", "b.c", "bb.c", "c.o"}, "/p/bb.c");
  CHECK_FALSE(has(words, "b.c"));
  CHECK(has(words, "bb.c"));
  CHECK_FALSE(has(words, "c.o"));
  CHECK(has(parsed({"gcc", "-c", "x.o"}, "/p/other.c"), "/p/other.c"));
  CHECK(has(parsed({"clang", "-c", "--", "-a.c"}, "/p/-a.c"), "./-a.c"));
}

TEST_CASE("Parse arguments: options handed to the preprocessor are options of the parse, behind the plain ones",
          "[parse_args]") {
  CHECK(has_in_order(parsed({"gcc", "-Wp,-DX=1", "-DX=2", "a.c"}), {"-D", "X=2", "a.c", "-D", "X=1"}));
  CHECK(has_in_order(parsed({"gcc", "-Wp,-UX,-DX=1", "a.c"}), {"-U", "X", "-D", "X=1"}));
  CHECK(has_in_order(parsed({"gcc", "-Wp,-D,X=1,-I,dir,-include,x.h", "a.c"}),
                     {"-D", "X=1", "-I", "dir", "-include", "x.h"}));
  CHECK(has_in_order(parsed({"gcc", "-Xpreprocessor", "-I", "-Xpreprocessor", "dir", "a.c"}), {"-I", "dir"}));
  const Words words = parsed({"gcc", "-Wp,-MMD,b.c", "-Wp,-MD,c.c", "a.c"});
  CHECK_FALSE(has(words, "b.c"));
  CHECK_FALSE(has(words, "c.c"));
}

TEST_CASE("Parse arguments: long spellings reach the parser in the short one", "[parse_args]") {
  CHECK(has_in_order(parsed({"gcc", "--include-directory=d", "--define-macro", "A", "--undefine-macro=B", "a.c"}),
                     {"-I", "d", "-D", "A", "-U", "B"}));
  CHECK(has(parsed({"gcc", "--std=c99", "a.c"}), "-std=c99"));
  CHECK(has(parsed({"gcc", "--std", "c99", "a.c"}), "-std=c99"));
  CHECK(has(parsed({"gcc", "--short-enums", "--no-common", "--optimize=2", "--machine-32", "--ansi", "a.c"}),
            "-fshort-enums"));
  CHECK(has(parsed({"gcc", "--optimize=2", "a.c"}), "-O2"));
  CHECK(has(parsed({"gcc", "--machine-32", "a.c"}), "-m32"));
  CHECK(has(parsed({"gcc", "--ansi", "a.c"}), "-ansi"));
  CHECK(has_in_order(parsed({"gcc", "--sysroot", "/s", "--include", "x.h", "a.c"}),
                     {"--sysroot", "/s", "-include", "x.h"}));
}

TEST_CASE("Parse arguments: what Clang refuses is dropped, by name and then by kind", "[parse_args]") {
  Words words = {"gcc", "-mtune=intel", "-fsanitize=null,bounds-strict", "-fipa-x", "-DX=both", "-mfpmath=both"};
  CHECK(drop_named_options(words, {"intel"}));
  CHECK(drop_named_options(words, {"bounds-strict", "-fsanitize="}));
  CHECK(drop_named_options(words, {"-fipa-x"}));
  CHECK(drop_named_options(words, {"both"}));
  CHECK(words == Words{"gcc", "-DX=both"});
  CHECK_FALSE(drop_named_options(words, {"both", "X=both", ""}));
  const Words command = {"gcc", "-mno-red-zone", "-fshort-enums", "-std=c99", "-DA", "-m32", "-fipa-x", "a.c"};
  CHECK(has(parsed(command, "/p/a.c", OptionSubset::all), "-fipa-x"));
  const Words types = parsed(command, "/p/a.c", OptionSubset::types);
  CHECK(has(types, "-fshort-enums"));
  CHECK_FALSE(has(types, "-fipa-x"));
  const Words least = parsed(command, "/p/a.c", OptionSubset::language);
  CHECK_FALSE(has(least, "-fshort-enums"));
  CHECK(has_in_order(least, {"-std=c99", "-D", "A", "-m32", "a.c"}));
}

TEST_CASE("Parse arguments: limits of the parse are those of GCC or more, and the command's own where they are higher",
          "[parse_args]") {
  const Words plain = parsed({"g++", "a.cpp"}, "/p/a.cpp");
  CHECK(has(plain, "-fconstexpr-steps=8388608"));
  CHECK(has(plain, "-ftemplate-depth=1024"));
  CHECK(has(parsed({"g++", "-ftemplate-depth=5000", "a.cpp"}, "/p/a.cpp"), "-ftemplate-depth=5000"));
  CHECK(has(parsed({"g++", "-ftemplate-depth-50", "a.cpp"}, "/p/a.cpp"), "-ftemplate-depth=1024"));
  CHECK(has(parsed({"g++", "-fconstexpr-depth=1000", "a.cpp"}, "/p/a.cpp"), "-fconstexpr-depth=2000"));
  CHECK(has(parsed({"g++", "-fconstexpr-ops-limit=4000000000", "a.cpp"}, "/p/a.cpp"), "-fconstexpr-steps=536870911"));
}
