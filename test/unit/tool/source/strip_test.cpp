// strip: removes what the rewriter inserts and nothing else.
#include "catch.h"

#include "matchers/edit.h"
#include "tool/rewrite/plan.h"
#include "tool/source/include_line.h"
#include "tool/source/scan.h"
#include "tool/source/strip.h"

#include <random>
#include <string>
#include <vector>

using telinject::rewrite::Edit;
using telinject::rewrite::strip;

namespace {

const std::string kInclude(telinject::rewrite::kIncludeLine);

struct Pair {
  std::string rewritten, original;
};

} // namespace

TEST_CASE("Strip: strip removes each macro with the space before it", "[strip]") {
  CHECK(strip("int f(int a) { TELINJECT_FUNCTION(1, \"i\", \"f(a) -> int\", a) return TELINJECT_RETURN(1, int) a "
              "TELINJECT_END_RETURN(1, \"i\"); }") == "int f(int a) { return a; }");
  CHECK(strip("{ TELINJECT_CONSTEXPR_FUNCTION(1, \"\", \"f()\")}") == "{}");
  CHECK(strip("{ TELINJECT_FUNCTION(1, \"t\", \"f(s)\", TELINJECT_TEXT(s)) }") == "{ }");
  CHECK(strip("return TELINJECT_RETURN(2, ::std::pair<int, char> (*)(int))(x) TELINJECT_END_RETURN(2, \"p\")") ==
        "return(x)");
}

TEST_CASE("Strip: strip gives back a text that an insertion begins", "[strip]") {
  CHECK(strip("TELINJECT_SPLIT_DECL(int, f, int telinject_g0) int f(void) {}") == "int f(void) {}");
  CHECK(strip("\xEF\xBB\xBFTELINJECT_SPLIT_DECL(int, f, int telinject_g0) int f(void) {}") ==
        "\xEF\xBB\xBFint f(void) {}");
}

TEST_CASE("Strip: parentheses in the literals do not end a call", "[strip]") {
  CHECK(strip("{ TELINJECT_FUNCTION(1, \"o\", \"f(x:void (*)(int)) -> int\") a") == "{ a");
  CHECK(strip("{ TELINJECT_FUNCTION(1, \"\", \"operator()(\") a") == "{ a");
}

TEST_CASE("Strip: strip removes the include in its three forms", "[strip]") {
  CHECK(strip(kInclude + "\nint x;\n") == "\nint x;\n");
  CHECK(strip(kInclude + " // comment\n") == "// comment\n");
  CHECK(strip(kInclude + "\n#line 1\nint x;\n") == "int x;\n");
  CHECK(strip(kInclude + "\r\n#line 1\r\nint x;\r\n") == "int x;\r\n");
  CHECK(strip("\xEF\xBB\xBF" + kInclude + "\n#line 1\nint x;\n") == "\xEF\xBB\xBFint x;\n");
}

TEST_CASE("Strip: strip leaves alone what only looks alike", "[strip]") {
  for (const std::string text :
       {"#include <telinject/telinject.h>\n", "#include <telinject/telinject.h> /* by hand */\n",
        "x = \" TELINJECT_FUNCTION(1, 2)\";", "// TELINJECT_FUNCTION(1, 2)\n", "/* TELINJECT_RETURN(1, int) */",
        "#define F TELINJECT_FUNCTION\n", "#ifdef TELINJECT_FUNCTION\n#endif\n", " TELINJECT_OTHER(1)",
        " MY_TELINJECT_FUNCTION(1)", "R\"( TELINJECT_RETURN(1, int) )\"", ""}) {
    INFO(text);
    CHECK(strip(text) == text);
    CHECK(telinject::rewrite::strip_insertions(text).refusals.empty());
  }
}

TEST_CASE("Strip: strip of a stripped text is that text", "[strip]") {
  const std::string text = "int f() { TELINJECT_FUNCTION(1, \"\", \"f() -> int\") return TELINJECT_RETURN(1, int) 1 "
                           "TELINJECT_END_RETURN(1, \"i\"); }";
  CHECK(strip(strip(text)) == strip(text));
}

TEST_CASE("Strip: strip after apply is the original, for any text and any places in its code", "[strip]") {
  std::mt19937 random(11);
  const std::vector<std::string> words = {
      "int ",   "f(int a) ", "{ ",        "}\n",  "return ", "a; ",     "// note\n", "/* note */ ", "\n",
      "\"s\" ", "'c' ",      "R\"(x)\" ", "\\\n", "don't ",  "#if 0\n", "#endif\n",  "1'000 ",      "\r\n",
      "(",      ")",         "x",         "\t",   " ",       "\"open",  ",",         "L\"w\"",      "\xEF\xBB\xBF"};
  const std::vector<std::string> inserted = {" TELINJECT_FUNCTION(1, \"ii\", \"f(a, b) -> int (*)(char)\", a, b)",
                                             " TELINJECT_DECLARATION(1, enum ::n::E)",
                                             " TELINJECT_ITERATION(1_1)",
                                             " TELINJECT_CONSTEXPR_FUNCTION(2, \"e{0=A,1=B}\", \"g()\")",
                                             "TELINJECT_LABEL(1, \"case 1\", \"(\") ",
                                             "TELINJECT_IN_CXX_BEFORE(TELINJECT_LABEL(1, \"x\", \"\")) "};
  int with_insertions = 0;
  for (int round = 0; round < 2000; ++round) {
    std::string text;
    for (size_t n = random() % 30; n > 0; --n)
      text += words[random() % words.size()];
    // As the rewriter does: insertions stand before or after a token of code.
    std::vector<unsigned> places;
    for (const auto &token : telinject::rewrite::scan(text))
      if (token.kind == telinject::rewrite::TokenKind::punctuation &&
          std::string("{});,").find(text[token.offset]) != std::string::npos)
        places.push_back(
            static_cast<unsigned>(token.offset + (text[token.offset] == '{' || text[token.offset] == '}' ? 1 : 0)));
    std::vector<Edit> edits;
    for (const unsigned place : places)
      if (random() % 3 == 0)
        edits.push_back({place, inserted[random() % inserted.size()]});
    const unsigned first = edits.empty() ? 0 : edits.front().offset;
    if (!edits.empty()) {
      if (const auto include = telinject::rewrite::include_edit(text, first, {}))
        edits.insert(edits.begin(), *include);
      else
        edits.insert(edits.begin(), telinject::rewrite::include_edit_with_restart(text));
    }
    const std::string rewritten = telinject::rewrite::apply_edits(text, edits);
    with_insertions += !edits.empty();
    INFO(text << "\n---\n" << rewritten);
    REQUIRE(strip(rewritten) == text);
  }
  CHECK(with_insertions > 500);
}
