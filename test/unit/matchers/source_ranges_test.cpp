// SourceRanges: which places of a file may be edited.
#include "parsed.h"

using namespace telinject;
using parsed::parse;
using parsed::Unit;

namespace {

using Words = std::vector<std::string>;

Words attributes_of(const Unit &unit, llvm::StringRef begin, llvm::StringRef end) {
  return unit.ranges.attributes_of(unit.at(begin), unit.at(end));
}

} // namespace

TEST_CASE("SourceRanges: a file below the root is the project's, tokens of macros are not", "[source_ranges]") {
  const char *code = "#include \"/elsewhere/other.h\"\n"
                     "#include <sys.h>\n"
                     "#define MADE int made(void) { return 1; }\n"
                     "MADE\n"
                     "int plain(void) { return 2; }\n";
  parse(code,
        [](const Unit &unit) {
          CHECK(unit.ranges.in_project(unit.function("plain").getBody()->getBeginLoc()));
          const clang::SourceLocation made = unit.function("made").getBody()->getBeginLoc();
          CHECK_FALSE(unit.ranges.in_project(made));
          // Where the macro is used is in the file again.
          CHECK(unit.ranges.in_project(unit.ranges.sources().getExpansionLoc(made)));
          CHECK_FALSE(unit.ranges.in_project(clang::SourceLocation()));
          CHECK_FALSE(unit.ranges.in_project(unit.function("other").getBody()->getBeginLoc()));
          CHECK_FALSE(unit.ranges.in_project(unit.function("system_one").getBody()->getBeginLoc()));
        },
        "main.c", {"-isystem", "/project/system"},
        {{"/elsewhere/other.h", "static int other(void) { return 3; }\n"},
         {"/project/system/sys.h", "static int system_one(void) { return 4; }\n"}});
}

TEST_CASE("SourceRanges: a folder whose name only begins like the root's is outside", "[source_ranges]") {
  parse("#include \"/projects/other.h\"\nint plain(void) { return 2; }\n",
        [](const Unit &unit) { CHECK_FALSE(unit.ranges.in_project(unit.function("other").getBody()->getBeginLoc())); },
        "main.c", {}, {{"/projects/other.h", "static int other(void) { return 3; }\n"}});
}

TEST_CASE("SourceRanges: a macro's argument is written in the file but is not a place to edit", "[source_ranges]") {
  parse("#define TWICE(body) body\n"
        "TWICE(int inside(void) { return 1; })\n",
        [](const Unit &unit) {
          const clang::SourceLocation brace = unit.function("inside").getBody()->getBeginLoc();
          CHECK(brace.isMacroID());
          CHECK_FALSE(unit.ranges.in_project(brace));
        });
}

TEST_CASE("SourceRanges: file_location has file, line and column", "[source_ranges]") {
  parse("int a;\n\n  int here;\n", [](const Unit &unit) {
    const auto location = unit.ranges.file_location(unit.at("int here"));
    CHECK(location.file == "/project/main.c");
    CHECK(location.offset == 10);
    CHECK(location.line == 3);
    CHECK(location.column == 3);
  });
}

TEST_CASE("SourceRanges: two branches of an #if are two regions", "[source_ranges]") {
  parse("int before;\n"
        "#if 1\n"
        "int first;\n"
        "int second;\n"
        "#else\n"
        "int hidden;\n"
        "#endif\n"
        "int after;\n",
        [](const Unit &unit) {
          CHECK(unit.ranges.same_region(unit.at("int first"), unit.at("int second")));
          CHECK_FALSE(unit.ranges.same_region(unit.at("int before"), unit.at("int first")));
          CHECK_FALSE(unit.ranges.same_region(unit.at("int first"), unit.at("int hidden")));
          // The same region again, although an #if stands between.
          CHECK(unit.ranges.same_region(unit.at("int before"), unit.at("int after")));
          CHECK(unit.ranges.conditional_between(unit.at("int before"), unit.at("int after")));
          CHECK_FALSE(unit.ranges.conditional_between(unit.at("int first"), unit.at("int second")));
        });
}

TEST_CASE("SourceRanges: an else that another configuration has is seen", "[source_ranges]") {
  parse("int f(int a) {\n"
        "  if (a) { a = 2; }\n"
        "#ifdef OTHER\n"
        "  else { a = 3; }\n"
        "#endif\n"
        "  if (a > 1) { a = 4; }\n"
        "#ifdef OTHER\n"
        "  a = 5;\n"
        "#endif\n"
        "  return a;\n"
        "}\n",
        [](const Unit &unit) {
          const clang::SourceLocation in_file = unit.at("int f");
          CHECK(unit.ranges.hidden_else_after(in_file, unit.offset("a = 2; }") + 8));
          CHECK_FALSE(unit.ranges.hidden_else_after(in_file, unit.offset("a = 4; }") + 8));
        });
}

TEST_CASE("SourceRanges: comments and white space are nothing, tokens are not", "[source_ranges]") {
  parse("int a; /* words */ // more\n int b;\n", [](const Unit &unit) {
    CHECK(unit.ranges.is_blank_between(unit.at("int a"), unit.offset("; /*") + 1, unit.offset("int b")));
    CHECK_FALSE(unit.ranges.is_blank_between(unit.at("int a"), unit.offset("; /*"), unit.offset("int b")));
    // Backwards and behind the end of the file.
    CHECK_FALSE(unit.ranges.is_blank_between(unit.at("int a"), 10, 5));
    CHECK_FALSE(unit.ranges.is_blank_between(unit.at("int a"), 0, 1000));
  });
}

TEST_CASE("SourceRanges: a pragma before a loop is found, and one for loops distinguished from others",
          "[source_ranges]") {
  parse("void f(int n) {\n"
        "#pragma unroll\n"
        "  for (int i = 0; i < n; i++) ;\n"
        "#pragma GCC diagnostic push\n"
        "  while (n) n--;\n"
        "  do n++; while (n < 3);\n"
        "}\n",
        [](const Unit &unit) {
          CHECK(unit.ranges.pragma_before(unit.at("for (")));
          CHECK(unit.ranges.loop_pragma_before(unit.at("for (")));
          CHECK(unit.ranges.pragma_before(unit.at("while (n) n--")));
          CHECK_FALSE(unit.ranges.loop_pragma_before(unit.at("while (n) n--")));
          CHECK_FALSE(unit.ranges.pragma_before(unit.at("do n++")));
        });
}

TEST_CASE("SourceRanges: what goes first in a block goes behind the pragmas that must", "[source_ranges]") {
  parse("double f(double a) {\n"
        "#pragma STDC FP_CONTRACT OFF\n"
        "  a += 1; return a;\n"
        "}\n"
        "int g(int b) { return b; }\n",
        [](const Unit &unit) {
          const clang::SourceLocation first = unit.at("{\n#pragma");
          CHECK(unit.ranges.offset_after_head_pragmas(first, unit.ranges.sources().getFileOffset(first) + 1) ==
                unit.offset("a += 1"));
          const clang::SourceLocation second = unit.at("{ return b");
          const unsigned behind = unit.ranges.sources().getFileOffset(second) + 1;
          CHECK(unit.ranges.offset_after_head_pragmas(second, behind) == behind);
        });
}

TEST_CASE("SourceRanges: a directive behind those pragmas leaves no place at the head of the block",
          "[source_ranges]") {
  parse("double f(double a) {\n"
        "#pragma STDC FP_CONTRACT OFF\n"
        "#ifdef OTHER\n"
        "  a += 1;\n"
        "#endif\n"
        "  return a;\n"
        "}\n",
        [](const Unit &unit) {
          const clang::SourceLocation brace = unit.at("{\n#pragma");
          CHECK_FALSE(unit.ranges.offset_after_head_pragmas(brace, unit.ranges.sources().getFileOffset(brace) + 1));
        });
}

TEST_CASE("SourceRanges: attributes are known by their words, from macros too", "[source_ranges]") {
  parse("#define COLD __attribute__((cold))\n"
        "__attribute__((noinline, unused)) static int f(void) { return 1; }\n"
        "COLD int g(void) { return f(); }\n"
        "int h(void) { return g(); }\n"
        "__attribute__((target(\"avx2,bmi\"))) int t(void) { return h(); }\n",
        [](const Unit &unit) {
          CHECK(attributes_of(unit, "__attribute__((noinline", "{ return 1") == Words{"noinline", "unused"});
          CHECK(attributes_of(unit, "COLD int g", "{ return f") == Words{"cold"});
          CHECK(attributes_of(unit, "int h", "{ return g").empty());
          CHECK(unit.ranges.attribute_targets(unit.at("__attribute__((target"), unit.at("{ return h")) ==
                Words{"avx2,bmi"});
        },
        "main.c", {"--target=x86_64-linux-gnu"});
}

TEST_CASE("SourceRanges: a declaration begins at the empty macros on its line", "[source_ranges]") {
  parse("#define API\n"
        "#define NOTE\n"
        "API int f(void) { return 1; }\n"
        "__extension__ int g(void) { return 2; }\n"
        "NOTE\n"
        "API int h(void) { return 3; }\n",
        [](const Unit &unit) {
          const auto begin = unit.ranges.declaration_begin(unit.function("f").getBeginLoc());
          REQUIRE(begin);
          CHECK(*begin == unit.at("API int f"));
          CHECK_FALSE(unit.ranges.declaration_begin(unit.function("g").getBeginLoc()));
          // In another configuration a macro on a line of its own may be the beginning of what follows.
          CHECK_FALSE(unit.ranges.declaration_begin(unit.function("h").getBeginLoc()));
          // A statement's beginning may well be further up.
          CHECK(unit.ranges.before_empty_macros(unit.at("int h")) == unit.at("NOTE\nAPI int h"));
        });
}

TEST_CASE("SourceRanges: text with a counting macro must not be repeated", "[source_ranges]") {
  parse("#define UNIQUE __COUNTER__\n"
        "#define FIXED 7\n"
        "int f(int a) { return a + UNIQUE; }\n"
        "int g(int b) { return b + FIXED; }\n"
        "int h(int c) { return c + __LINE__; }\n",
        [](const Unit &unit) {
          CHECK(unit.ranges.changes_when_repeated(unit.at("int f"), unit.at("; }\nint g")));
          CHECK_FALSE(unit.ranges.changes_when_repeated(unit.at("int g"), unit.at("; }\nint h")));
          CHECK(unit.ranges.changes_when_repeated(unit.at("int h"), unit.at("__LINE__")));
        });
}

TEST_CASE("SourceRanges: words that macros replace are known, those that stand for themselves are not among them",
          "[source_ranges]") {
  parse("#define int unsigned\n"
        "#define stdin stdin\n"
        "#define call(x) x\n"
        "int a;\n",
        [](const Unit &unit) {
          CHECK(unit.ranges.is_replaced("int"));
          CHECK_FALSE(unit.ranges.is_replaced("stdin"));
          CHECK_FALSE(unit.ranges.is_replaced("call"));
          CHECK(unit.ranges.is_macro({"other", "call"}));
          CHECK(unit.ranges.is_macro({"from_command_line"}));
          CHECK_FALSE(unit.ranges.is_macro({"other", "stdin"}));
        },
        "main.c", {"-Dfrom_command_line=1"});
}

TEST_CASE("SourceRanges: a macro that ends in a semicolon ends its statement", "[source_ranges]") {
  parse("#define LEAVE return 1;\n"
        "#define OPEN return 2\n"
        "int f(void) { LEAVE }\n"
        "int g(void) { OPEN; }\n",
        [](const Unit &unit) {
          const auto last_of = [&](const char *name) {
            return llvm::cast<clang::CompoundStmt>(unit.function(name).getBody())->body_back()->getEndLoc();
          };
          const auto end = unit.ranges.end_of_use_after(last_of("f"));
          REQUIRE(end);
          CHECK(*end == unit.at("LEAVE }"));
          CHECK_FALSE(unit.ranges.end_of_use_after(last_of("g")));
        });
}

TEST_CASE("SourceRanges: an opt-out comment counts for the line below it and for what is switched off",
          "[source_ranges]") {
  parse("// telinject: skip\n"
        "int f(void) { return 1; }\n"
        "int g(void) { return 2; }\n"
        "// telinject: off\n"
        "int h(void) { return 3; }\n"
        "// telinject: on\n"
        "int i(void) { return 4; }\n",
        [](const Unit &unit) {
          const auto is_out = [&](const char *begin, const char *brace) {
            return unit.ranges.opted_out(unit.at(begin), unit.at(brace));
          };
          CHECK(is_out("int f", "{ return 1"));
          CHECK_FALSE(is_out("int g", "{ return 2"));
          CHECK(is_out("int h", "{ return 3"));
          CHECK_FALSE(is_out("int i", "{ return 4"));
        });
}

TEST_CASE("SourceRanges: a trigraph for a backslash is found only where the language has trigraphs",
          "[source_ranges]") {
  const std::string code = std::string("int a; /* ?") + "?/ */\n";
  const auto has = [](bool wanted) {
    return [wanted](const Unit &unit) { CHECK(unit.ranges.has_trigraph_backslash(unit.at("int a")) == wanted); };
  };
  parse(code, has(true), "main.c", {"-std=c99"});
  parse(code, has(false), "main.c", {"-std=gnu99"});
}
