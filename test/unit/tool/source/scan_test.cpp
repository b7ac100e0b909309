// The lexical scan: what is comment, literal and code, for any bytes at all.
#include "catch.h"

#include "tool/source/scan.h"

#include <random>
#include <string>

using telinject::rewrite::scan;
using telinject::rewrite::TokenKind;

namespace {

// The kinds of a text's tokens, a letter each, spaces left out.
std::string kinds(std::string_view text) {
  std::string result;
  for (const auto &token : scan(text)) {
    switch (token.kind) {
    case TokenKind::space:
      break;
    case TokenKind::newline:
      result += 'n';
      break;
    case TokenKind::line_comment:
      result += '/';
      break;
    case TokenKind::block_comment:
      result += '*';
      break;
    case TokenKind::literal:
      result += '"';
      break;
    case TokenKind::identifier:
      result += 'i';
      break;
    case TokenKind::number:
      result += '1';
      break;
    case TokenKind::punctuation:
      result += '.';
      break;
    }
  }
  return result;
}

bool covers(std::string_view text) {
  size_t at = 0;
  for (const auto &token : scan(text)) {
    if (token.offset != at || token.length == 0)
      return false;
    at += token.length;
  }
  return at == text.size();
}

} // namespace

TEST_CASE("Scan: scan distinguishes the kinds of tokens", "[scan]") {
  CHECK(kinds("int f(int a) { return a; }") == "ii.ii..ii..");
  CHECK(kinds("x /* a */ y // b\nz") == "i*i/ni");
  CHECK(kinds("\"a\\\"b\" 'c' L\"w\" u8\"x\" U'c'") == "\"\"\"\"\"");
  CHECK(kinds("1'000 0x1p-3 .5e+1 1.2f 0b1'0") == "11111");
  CHECK(kinds("a\r\nb\rc\n") == "ininin");
  CHECK(kinds("").empty());
}

TEST_CASE("Scan: raw strings end at their own delimiter", "[scan]") {
  CHECK(kinds("R\"(a)b\" c)\" x") == "\"i");
  CHECK(kinds("u8R\"x()\" )y\" )x\" z") == "\"i");
  CHECK(kinds("R\"(line\nother)\" z") == "\"i");
  CHECK(kinds("R\"(never closed") == "\"");
  CHECK(kinds("xR\"(a)\"") == "i\"");
}

TEST_CASE("Scan: a literal that is not closed ends with its line", "[scan]") {
  CHECK(kinds("don't\nx") == "i\"ni");
  CHECK(kinds("\"open\r\nx") == "\"ni");
  CHECK(kinds("\"spliced \\\n still\" x") == "\"i");
}

TEST_CASE("Scan: escaped newlines are space, in comments too", "[scan]") {
  CHECK(kinds("a \\\n b") == "ii");
  CHECK(kinds("// a \\\n still\nx") == "/ni");
  CHECK(kinds("// a \\\r\n still\r\nx") == "/ni");
  CHECK(kinds("/* a \n b */ x") == "*i");
  CHECK(kinds("/* open") == "*");
}

TEST_CASE("Scan: a byte order mark is space", "[scan]") {
  CHECK(kinds("\xEF\xBB\xBFint") == "i");
  CHECK(scan("\xEF\xBB\xBFint").front().kind == TokenKind::space);
}

TEST_CASE("Scan: the tokens cover any text without gaps", "[scan]") {
  std::mt19937 random(7);
  const std::string alphabet = "ab1.\"'\\/*\n\r R()u8L #{}+-e\xEF\xBB\xBF";
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    for (size_t n = random() % 40; n > 0; --n)
      text += round % 2 ? alphabet[random() % alphabet.size()] : static_cast<char>(random());
    INFO(text);
    REQUIRE(covers(text));
  }
}
