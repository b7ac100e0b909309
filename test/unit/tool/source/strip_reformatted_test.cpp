// strip after a formatter, a merge or an include sorter: everything goes, or the line is named.
#include "catch.h"

#include "tool/source/scan.h"
#include "tool/source/strip.h"

#include <random>
#include <string>
#include <vector>

using telinject::rewrite::strip;
using telinject::rewrite::strip_insertions;

namespace {

const std::string kInclude(telinject::rewrite::kIncludeLine);

// What a compiler sees of a text: its tokens, with adjacent string literals as one.
std::vector<std::string> code_of(const std::string &text) {
  std::vector<std::string> words;
  for (const auto &token : telinject::rewrite::scan(text)) {
    if (token.kind <= telinject::rewrite::TokenKind::block_comment)
      continue;
    const std::string word = text.substr(token.offset, token.length);
    if (word.front() == '"' && !words.empty() && words.back().back() == '"')
      words.back() = words.back().substr(0, words.back().size() - 1) + word.substr(1);
    else
      words.push_back(word);
  }
  return words;
}

// The line that strip refuses, and why; "" where it refuses nothing.
std::string refusal(const std::string &text) {
  const telinject::rewrite::StripResult result = strip_insertions(text);
  if (result.refusals.empty())
    return "";
  CHECK(result.text == text); // nothing is half stripped
  return std::to_string(result.refusals.front().line) + ": " + result.refusals.front().message;
}

bool mentions(const std::string &text, const std::string &part) {
  return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("Strip reformatted: an insertion goes wherever its line is broken", "[strip_reformatted]") {
  const std::string plain = "int f(int a) {\n  return a;\n}\n";
  for (const std::string call :
       {"TELINJECT_FUNCTION(1, \"i\", \"f(a) -> int\", a)", "TELINJECT_FUNCTION(\n      1, \"i\", \"f(a) -> int\", a)",
        "TELINJECT_FUNCTION(1, \"i\",\n                     \"f(a) -> int\", a)",
        "TELINJECT_FUNCTION (1, \"i\", \"f(a) -> int\", a)", "TELINJECT_FUNCTION\n    (1, \"i\", \"f(a) -> int\", a)",
        "TELINJECT_FUNCTION(1,\r\n\t\"i\", \"f(a) -> int\", a)",
        "TELINJECT_FUNCTION(1, \"i\", \"f(a)\"\n       \" -> int\", a)",
        "TELINJECT_FUNCTION( 1,\t\"i\",  \"f(a) -> int\" , a )",
        "TELINJECT_FUNCTION(1 _1, /* values */ \"i\", // site\n \"f(a) -> int\", a\n)"}) {
    INFO(call);
    CHECK(strip("int f(int a) { " + call + "\n  return a;\n}\n") == plain);
    CHECK(strip("int f(int a) {\n  " + call + "\n  return a;\n}\n") == plain);
    CHECK(strip("int f(int a) {\n\t" + call + "   \n  return a;\n}\n") == plain);
    CHECK(strip("int f(int a) {\n  " + call + " return a;\n}\n") == plain);
    CHECK(code_of(strip("int f(int a) {" + call + "return a;}\n")) == code_of(plain));
  }
}

TEST_CASE(
    "Strip reformatted: what stands in lines of its own takes them along, and leaves the indentation of the first one",
    "[strip_reformatted]") {
  CHECK(strip("  TELINJECT_SPLIT_ENTRY(int, f,\n      (int a), (a))\n      TELINJECT_FUNCTION(1, \"i\", \"f(a)\", a)\n"
              "          TELINJECT_SPLIT_BODY(int, f, (int a),\n            (a)) if (a)\n") == "  if (a)\n");
  CHECK(strip("x;\n  TELINJECT_LABEL(1, \"a\", \"b\")\n  TELINJECT_FALLTHROUGH()\ny;\n") == "x;\ny;\n");
  CHECK(strip("x; TELINJECT_FALLTHROUGH()\n\n  TELINJECT_LABEL(1, \"a\", \"b\")\ny;\n") == "x;\n\ny;\n");
  CHECK(strip("x;\n  TELINJECT_FALLTHROUGH()") == "x;\n");
  CHECK(strip("TELINJECT_FALLTHROUGH()") == "");
}

TEST_CASE("Strip reformatted: stripping a reformatted text joins no two tokens", "[strip_reformatted]") {
  CHECK(strip("return TELINJECT_RETURN\n(1, int)a TELINJECT_END_RETURN(1,\n\"i\");") == "return a;");
  CHECK(strip("else TELINJECT_LABEL(\n1, \"\", \"\")x;") == "else x;");
  CHECK(code_of(strip("a -TELINJECT_WRITE( )-b TELINJECT_END_WRITE( );")) == code_of("a - -b;"));
  CHECK(code_of(strip("a\nTELINJECT_FALLTHROUGH( )b;")) == code_of("a b;"));
  CHECK(strip("i++ TELINJECT_FALLTHROUGH()+1;") == "i+++1;"); // as the rewriter wrote it
}

TEST_CASE("Strip reformatted: macros that people write stay, broken lines or not", "[strip_reformatted]") {
  for (const std::string text :
       {"void f(void) { TELINJECT_SPAN(\"x\"); }\n", "{\n  TELINJECT_WITH_CONTEXT(\n      &context);\n}\n",
        "int s = TELINJECT_BEGIN (\"a\"); TELINJECT_END(s);\n",
        "#define TELINJECT_OWN(x) x\nint a = TELINJECT_OWN(1);\n", "#ifndef TELINJECT_DISABLE\n#endif\n"}) {
    INFO(text);
    const telinject::rewrite::StripResult alone = strip_insertions(text);
    CHECK((alone.refusals.empty() && alone.text == text));
    const telinject::rewrite::StripResult mixed =
        strip_insertions(kInclude + "\n" + text + "{ TELINJECT_FALLTHROUGH()}");
    CHECK((mixed.refusals.empty() && mixed.text == "\n" + text + "{}"));
  }
}

TEST_CASE("Strip reformatted: the include goes in any spelling and at any place", "[strip_reformatted]") {
  for (const std::string include :
       {"#include <telinject/telinject.h> /* injected */", "#include  <telinject/telinject.h>\t/*injected*/",
        "# include <telinject/telinject.h> // injected", "#include \"telinject/telinject.h\" /* injected */",
        "#include<telinject/telinject.h>/* injected */", "#include <telinject/telinject.h>\n/* injected */",
        "/* injected */\n#include <telinject/telinject.h>", "  #include <telinject/telinject.h> /*   injected   */"}) {
    INFO(include);
    CHECK(strip("#include <a.h>\n" + include + "\nint x;\n") == "#include <a.h>\n\nint x;\n");
    CHECK(strip("#include <a.h>\n\nint x;\n" + include) == "#include <a.h>\n\nint x;\n");
    CHECK(strip(include + "\n#line 1\nint x;\n") == "int x;\n");
    CHECK(strip(include + "\n\n#  line  1\nint x;\n") == "int x;\n");
    CHECK(strip(include + "\r\n#line 1\r\nint x;\r\n") == "int x;\r\n");
    CHECK(strip("#line 1\n#include <a.h>\n" + include + "\nint x; TELINJECT_FALLTHROUGH()\n") ==
          "#include <a.h>\n\nint x;\n");
    CHECK(strip(include + "\n" + include + "\n") == "\n\n");
  }
  CHECK(strip("#if A\n" + kInclude + "\n#line 1\n#endif\n") == "#if A\n#endif\n");
}

TEST_CASE(
    "Strip reformatted: an include that lost its mark, or a numbering that lost its include, goes with the insertions",
    "[strip_reformatted]") {
  const std::string code = "int f(void) { TELINJECT_FALLTHROUGH()}\n", plain = "int f(void) {}\n";
  CHECK(strip("#include <telinject/telinject.h>\n#line 1\n" + code) == plain);
  CHECK(strip("#include <telinject/telinject.h>\n" + code) == "\n" + plain);
  CHECK(strip("#line 1\n" + code) == plain);
  // Where the mark is there, the other one is the user's; so is one in a text without insertions.
  CHECK(strip("#include <telinject/telinject.h>\n" + kInclude + "\n" + code) ==
        "#include <telinject/telinject.h>\n\n" + plain);
  for (const std::string text : {"#include <telinject/telinject.h>\nint x;\n", "#line 1\nint x;\n",
                                 "#line 1 \"a.y\"\nint x;\n", "#include <telinject/telinject.h> /* not injected */\n"})
    CHECK(strip(text) == text);
  CHECK(strip("#line 1 \"a.y\"\n" + code) == "#line 1 \"a.y\"\n" + plain);
}

TEST_CASE("Strip reformatted: what cannot be removed is refused by its line", "[strip_reformatted]") {
  CHECK(mentions(refusal("\n{ TELINJECT_FUNCTION(1, \"\", \"f()\" return; }"), "2: TELINJECT_FUNCTION"));
  CHECK(mentions(refusal("a TELINJECT_FALLTHROUGH((("), "1: TELINJECT_FALLTHROUGH"));
  CHECK(mentions(refusal("x;\nTELINJECT_FALLTHROUGH\ny;"), "2: TELINJECT_FALLTHROUGH has lost its parentheses"));
  CHECK(mentions(refusal("{ TELINJECT_BRANCH(1,\n#if A\n\"a\",\n#endif\n\"b\") }"), "1: TELINJECT_BRANCH"));
  CHECK(mentions(refusal("\n\n#define F(x) TELINJECT_BRANCH(1, \"a\", x)\n"), "3: TELINJECT_BRANCH stands in"));
  CHECK(mentions(refusal("x; TELINJECT_FALLTHROUGH()\ny; TELINJECT_NEWER(1)\n"), "2: unknown macro TELINJECT_NEWER"));
  CHECK(mentions(refusal(kInclude + "\n<<<<<<< HEAD\n=======\n>>>>>>> x\n"), "2: a merge conflict"));
  CHECK(mentions(refusal("x; TELINJECT_FALLTHROUGH()\r\n<<<<<<< HEAD\r\n>>>>>>> x\r\n"), "2: a merge conflict"));
}

TEST_CASE("Strip reformatted: half of a pair is refused", "[strip_reformatted]") {
  const std::vector<std::pair<std::string, std::string>> pairs = {
      {"TELINJECT_RETURN(1, int)", "TELINJECT_END_RETURN(1, \"i\")"},
      {"TELINJECT_INIT(1, int)", "TELINJECT_END_INIT(1, 1, \"i\", \"a\")"},
      {"TELINJECT_TERNARY(1)", "TELINJECT_END_TERNARY(1, 1, \"a\", \"b\", \"c\")"},
      {"TELINJECT_LOOP(1_1, 1, \"for\", \";;\")", "TELINJECT_END_LOOP()"},
      {"TELINJECT_SWITCH(1_1)", "TELINJECT_END_SWITCH(1_1, 1, \"a\", \"b\")"},
      {"TELINJECT_IN_CXX_BEFORE(TELINJECT_AWAIT(1))", "TELINJECT_IN_CXX(TELINJECT_END_AWAIT())"}};
  for (const auto &[before, behind] : pairs) {
    INFO(before);
    CHECK(refusal("x " + before + " y\n " + behind + ";") == "");
    CHECK(mentions(refusal("x\n " + before + " y;"), "2: TELINJECT_"));
    CHECK(mentions(refusal("\n\ny " + behind + ";"), "3: TELINJECT_"));
    CHECK(mentions(refusal("y " + behind + "; " + before + " x;"), "lost its counterpart"));
  }
  // Each language has its own half here, and they share the other one.
  CHECK(refusal("TELINJECT_IN_C(TELINJECT_RETURN(1, enum E)) TELINJECT_IN_CXX(TELINJECT_RETURN(1, E)) a "
                "TELINJECT_END_RETURN(1, \"e\")") == "");
  CHECK(refusal("TELINJECT_IN_C(TELINJECT_RETURN(1, enum E)) a TELINJECT_END_RETURN(1, \"e\")") != "");
}

TEST_CASE("Strip reformatted: the runtime's own headers are left as they are", "[strip_reformatted]") {
  const std::string text = "#define TELINJECT_FUNCTION(N, ...) TELINJECT_I_GUARD(N)\n"
                           "#define TELINJECT_SCOPE(N, ...) TELINJECT_FUNCTION(N, __VA_ARGS__)\n";
  CHECK(strip(text) == text);
  CHECK(refusal(text) == "");
}

TEST_CASE("Strip reformatted: whatever blanks a formatter chose, the code is the original's", "[strip_reformatted]") {
  std::mt19937 random(23);
  const auto pick = [&](const std::vector<std::string> &from) { return from[random() % from.size()]; };
  const std::vector<std::string> blanks = {" ", "\n", "\n    ", "  ", "\t", "\r\n\t"};
  const auto maybe_blank = [&] { return random() % 2 ? pick(blanks) : std::string(); };
  for (int round = 0; round < 3000; ++round) {
    std::string original, text;
    for (int n = 0; n < 12; ++n) {
      const std::string word =
          pick({"return", "a", "+", "-", "(", ")", "{", "}", ";", "\"s\"", "1", "// c\n", "else", "++"});
      const std::string gap = pick(blanks);
      original += word + gap;
      text += word;
      if (random() % 3 == 0) // a formatter keeps apart what would be one token
        text += pick(blanks) + "TELINJECT_BRANCH" + maybe_blank() + "(" + maybe_blank() + "1," + maybe_blank() +
                "\"if (then\"" + maybe_blank() + "," + maybe_blank() + "\"a\"" + maybe_blank() + "\"b\"" +
                maybe_blank() + ")" + maybe_blank();
      else
        text += gap;
    }
    INFO(original << "\n---\n" << text << "\n---\n" << strip(text));
    REQUIRE(refusal(text) == "");
    REQUIRE(code_of(strip(text)) == code_of(original));
  }
}
