// Tests the conversion of the program's UTF-16 and UTF-32 texts to UTF-8.
#include "catch.h"

#include "runtime/base/wide_text.h"

#include <string>
#include <sys/mman.h>

using telinject::put_wide_text;
using telinject::TextBuffer;
using telinject::WideTextEnd;

namespace {

std::string utf8(const void *text, long length, std::size_t unit, WideTextEnd wanted = WideTextEnd::whole,
                 std::size_t room = 4096) {
  std::string to(room, '\0');
  TextBuffer out(to.data(), to.size());
  CHECK(put_wide_text(out, static_cast<const char *>(text), length, unit) == wanted);
  to.resize(out.size());
  return to;
}

} // namespace

TEST_CASE("wide text: units become characters of UTF-8", "[wide_text]") {
  CHECK(utf8(u"caf\u00e9 \u20ac \U0001F600", -1, 2) == "caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80");
  CHECK(utf8(U"caf\u00e9 \u20ac \U0001F600", -1, 4) == "caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80");
  CHECK(utf8(u"", -1, 2).empty());
}

TEST_CASE("wide text: a length counts units, and a zero ends the text before it", "[wide_text]") {
  CHECK(utf8(u"SELECT a;;;", 8, 2) == "SELECT a");
  CHECK(utf8(u"SELECT", 100, 2) == "SELECT");
  CHECK(utf8(u"SELECT", 0, 2).empty());
}

TEST_CASE("wide text: what is no character is replaced", "[wide_text]") {
  const char16_t halves[] = {0xd83d, u'a', 0xde00, 0xd83d, 0};
  CHECK(utf8(halves, -1, 2) == "\xef\xbf\xbd"
                               "a\xef\xbf\xbd\xef\xbf\xbd");
  const char32_t large[] = {0x110000, 0xd800, 0xffffffff, 0};
  CHECK(utf8(large, -1, 4) == "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
}

TEST_CASE("wide text: it is cut between characters, and read in pieces", "[wide_text]") {
  const std::u16string text(1000, u'\u20ac');
  std::string all;
  for (int i = 0; i < 1000; ++i)
    all += "\xe2\x82\xac";
  CHECK(utf8(text.c_str(), -1, 2) == all);
  CHECK(utf8(text.c_str(), -1, 2, WideTextEnd::cut, 10) == "\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac");
}

TEST_CASE("wide text: an address that cannot be read", "[wide_text]") {
  void *const page = mmap(nullptr, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  REQUIRE(page != MAP_FAILED);
  char *const second = static_cast<char *>(page) + 4096;
  REQUIRE(munmap(second, 4096) == 0);
  auto *const last = reinterpret_cast<char16_t *>(second) - 2;
  last[0] = u'a';
  last[1] = u'b';
  CHECK(utf8(last, -1, 2) == "ab"); // it ends at the page's end
  CHECK(utf8(second, -1, 2, WideTextEnd::unreadable).empty());
  munmap(page, 4096);
}
