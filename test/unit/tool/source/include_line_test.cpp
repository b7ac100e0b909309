// Where the #include of the macros goes: a line to spare at file scope before the first edit, so that no line moves.
#include "catch.h"

#include "tool/rewrite/plan.h"
#include "tool/source/include_line.h"
#include "tool/source/strip.h"

#include <string>

using telinject::rewrite::include_edit;
using telinject::rewrite::TextRange;

namespace {

// The text with the include, the first edit being where '@' stands (which is taken out); "none" where there is no line.
std::string placed(std::string text, const std::vector<TextRange> &declarations = {}) {
  const size_t before = text.find('@');
  text.erase(before, 1);
  const auto edit = include_edit(text, static_cast<unsigned>(before), declarations);
  if (!edit)
    return "none";
  std::string result = telinject::rewrite::apply_edits(text, {*edit});
  // Short, for comparison.
  const size_t at = result.find(telinject::rewrite::kIncludeLine);
  return result.replace(at, telinject::rewrite::kIncludeLine.size(), "<I>");
}

} // namespace

TEST_CASE("Include line: the last empty line before the first edit is taken", "[include_line]") {
  CHECK(placed("\nint x;\n\nint f() {@}\n") == "\nint x;\n<I>\nint f() {}\n");
  CHECK(placed("int x;\n\nint f() {@}\n\nint y;\n") == "int x;\n<I>\nint f() {}\n\nint y;\n");
  CHECK(placed("int x;\r\n\r\nint f() {@}\r\n") == "int x;\r\n<I>\r\nint f() {}\r\n");
}

TEST_CASE("Include line: without an empty line, a line that begins with a comment", "[include_line]") {
  CHECK(placed("// a\nint f() {@}\n") == "<I> // a\nint f() {}\n");
  CHECK(placed("/* a */\nint f() {@}\n") == "<I> /* a */\nint f() {}\n");
  CHECK(placed("/* a\n b */\nint f() {@}\n") == "<I> /* a\n b */\nint f() {}\n");
  CHECK(placed("/* a */ int f() {@}\n") == "none");
  CHECK(placed("int f() {@} // a\n") == "none");
}

TEST_CASE("Include line: no line inside anything is taken", "[include_line]") {
  CHECK(placed("int f(int a,\n\n int b) {@}\n") == "none");
  CHECK(placed("int\n\nf() {@}\n") == "none");
  CHECK(placed("namespace n {\n\nint f() {@}\n}\n") == "none");
  CHECK(placed("struct S {\n\nint f() {@}\n};\n") == "none");
  CHECK(placed("#define A \\\n\nint f() {@}\n") == "none");
  CHECK(placed("/* \n\n */ int f() {@}\n") == "none");
  CHECK(placed("const char *s = R\"(\n\n)\"; int f() {@}\n") == "none");
  CHECK(placed("int x = 1;\n\nint f() {@}\n", {{0, 40}}) == "none");
}

TEST_CASE("Include line: linkage blocks are file scope", "[include_line]") {
  CHECK(placed("extern \"C\" {\n\nint f() {@}\n}\n") == "extern \"C\" {\n<I>\nint f() {}\n}\n");
}

TEST_CASE("Include line: an include guard may be entered, another conditional not", "[include_line]") {
  CHECK(placed("#ifndef A\n#define A\n\nint f() {@}\n#endif\n") == "#ifndef A\n#define A\n<I>\nint f() {}\n#endif\n");
  CHECK(placed("int x;\n#ifdef A\n\nint f() {@}\n#endif\n") == "none");
  CHECK(placed("#ifdef A\n\nint f() {@}\n#else\n#endif\n") == "none");
  CHECK(placed("\nint x;\n#ifdef A\n\nint f() {@}\n#endif\n") == "<I>\nint x;\n#ifdef A\n\nint f() {}\n#endif\n");
}

TEST_CASE("Include line: the restart keeps a byte order mark first and the line endings", "[include_line]") {
  using telinject::rewrite::include_edit_with_restart;
  CHECK(include_edit_with_restart("int x;\n").text == std::string(telinject::rewrite::kIncludeLine) + "\n#line 1\n");
  CHECK(include_edit_with_restart("int x;\r\n").text ==
        std::string(telinject::rewrite::kIncludeLine) + "\r\n#line 1\r\n");
  CHECK(include_edit_with_restart("int x;").offset == 0);
  CHECK(include_edit_with_restart("\xEF\xBB\xBFint x;").offset == 3);
}
