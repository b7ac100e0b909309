// Tests JSON text, UTF-8 and the formatting of numbers.
#include "catch.h"

#include "runtime/base/double_text.h"
#include "runtime/base/json_text.h"

#include <bit>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <random>
#include <string>

using namespace telinject;

namespace {

Slice slice(const std::string &s) {
  return Slice(s.data(), s.size());
}

std::string json(const std::string &s) {
  char buffer[8192];
  TextBuffer out(buffer, sizeof buffer);
  put_json_string(out, slice(s));
  return std::string(out.slice().data, out.size());
}

std::string text_of(double v) {
  char buffer[64];
  TextBuffer out(buffer, sizeof buffer);
  put_double(out, v);
  return std::string(out.slice().data, out.size());
}

template <class T> std::string text_by(void (*put)(TextBuffer &, T), T v) {
  char buffer[64];
  TextBuffer out(buffer, sizeof buffer);
  put(out, v);
  return std::string(out.slice().data, out.size());
}
std::string text_of_long(long double v) {
  return text_by<long double>(put_long_double, v);
}

std::string cut(const std::string &s, std::size_t max) {
  const Slice c = cut_utf8(slice(s), max);
  return std::string(c.data, c.size);
}

} // namespace

TEST_CASE("Text: text never goes past its end", "[text]") {
  char buffer[9] = "........";
  TextBuffer out(buffer, 4);
  out.put("abcd");
  CHECK_FALSE(out.overflow());
  out.put('e');
  CHECK(out.overflow());
  CHECK(std::string(buffer) == "abcd....");
  out.truncate(2);
  CHECK_FALSE(out.overflow());
  out.put("xyz");
  CHECK(out.overflow());
  CHECK(out.size() == 2);
}

TEST_CASE("Text: JSON strings are escaped", "[text]") {
  CHECK(json("plain") == "\"plain\"");
  CHECK(json("a\"b\\c\n\r\t") == "\"a\\\"b\\\\c\\n\\r\\t\"");
  CHECK(json(std::string("\0\x01\x1f\x7f", 4)) == "\"\\u0000\\u0001\\u001f\x7f\"");
  CHECK(json("") == "\"\"");
}

TEST_CASE("Text: invalid UTF-8 becomes U+FFFD, one for each maximal piece", "[text]") {
  const std::string bad = "\xEF\xBF\xBD";
  CHECK(json("h\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80") == "\"h\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80\"");
  CHECK(json("\xFF") == "\"" + bad + "\"");
  CHECK(json("\x80\x80") == "\"" + bad + bad + "\"");
  CHECK(json("\xC0\x80") == "\"" + bad + bad + "\"");                     // overlong
  CHECK(json("\xED\xA0\x80") == "\"" + bad + bad + bad + "\"");           // a surrogate
  CHECK(json("\xF4\x90\x80\x80") == "\"" + bad + bad + bad + bad + "\""); // beyond U+10FFFF
  CHECK(json("\xE2\x82x") == "\"" + bad + "x\"");
  CHECK(json("\xF0\x9F\x98") == "\"" + bad + "\"");
}

TEST_CASE("Text: cutting keeps characters whole", "[text]") {
  CHECK(cut("abc", 5) == "abc");
  CHECK(cut("abcdef", 3) == "abc");
  CHECK(cut("ab\xC3\xA9", 3) == "ab");
  CHECK(cut("ab\xC3\xA9x", 4) == "ab\xC3\xA9");
  CHECK(cut("\xF0\x9F\x98\x80z", 3) == "");
  CHECK(cut("\xF0\x9F\x98\x80z", 4) == "\xF0\x9F\x98\x80");
  CHECK(cut("\x80\x80\x80\x80\x80", 4) == "\x80\x80\x80\x80");
}

TEST_CASE("Text: doubles have a point or an exponent, and special values are strings", "[text]") {
  CHECK(text_of(0.0) == "0.0");
  CHECK(text_of(-0.0) == "-0.0");
  CHECK(text_of(1.0) == "1.0");
  CHECK(text_of(0.1) == "0.1");
  CHECK(text_of(-2.5) == "-2.5");
  CHECK(text_of(1e22) == "1e+22");
  CHECK(text_of(123456789012345680.0) == "1.2345678901234568e+17");
  CHECK(text_of(1e15) == "1000000000000000.0");
  CHECK(text_of(0.001) == "0.001");
  CHECK(text_of(0.00001) == "1e-05");
  CHECK(text_of(5e-324) == "5e-324");
  CHECK(text_of(std::numeric_limits<double>::max()) == "1.7976931348623157e+308");
  CHECK(text_of(std::numeric_limits<double>::min()) == "2.2250738585072014e-308");
  CHECK(text_of(9007199254740993.0) == "9007199254740992.0");
  CHECK(text_of(std::numeric_limits<double>::quiet_NaN()) == "\"NaN\"");
  CHECK(text_of(std::numeric_limits<double>::infinity()) == "\"Infinity\"");
  CHECK(text_of(-std::numeric_limits<double>::infinity()) == "\"-Infinity\"");
}

TEST_CASE("Text: every double reads back as itself, in no more digits than needed", "[text]") {
  std::mt19937_64 random(1);
  for (int i = 0; i < 250'000; ++i) {
    // Covers all sizes, the edges of binades, the range from 2^-30 to 2^54, few digits and short binary fractions.
    std::uint64_t bits = random();
    if (i >= 50'000)
      bits = (bits & 0xfff0'0000'0000'0000u) + static_cast<std::uint64_t>(i % 5) - 2;
    if (i >= 100'000)
      bits = (random() & 0x800f'ffff'ffff'ffffu) | (993 + random() % 84) << 52;
    if (i >= 150'000)
      bits = std::bit_cast<std::uint64_t>(static_cast<double>(random() % 1'000'000) /
                                          static_cast<double>(i % 2 ? 1000 : 10'000'000));
    if (i >= 200'000)
      bits &= ~std::uint64_t{0} << 36;
    double v;
    std::memcpy(&v, &bits, sizeof v);
    if (v != v || v - v != 0)
      continue;
    const std::string text = text_of(v);
    const double back = std::strtod(text.c_str(), nullptr);
    REQUIRE(std::memcmp(&back, &v, sizeof v) == 0);
    char shortest[40];
    const auto end = std::to_chars(shortest, shortest + sizeof shortest, v, std::chars_format::scientific).ptr;
    const auto digits = [](const std::string &s) {
      std::string d;
      for (char c : s.substr(0, s.find('e')))
        if (c >= '0' && c <= '9' && !(d.empty() && c == '0'))
          d += c;
      while (!d.empty() && d.back() == '0')
        d.pop_back();
      return d;
    };
    REQUIRE(digits(text) == digits(std::string(shortest, end)));
  }
}

TEST_CASE("Text: fixed-point numbers", "[text]") {
  const auto fixed = [](std::uint64_t n, int places) {
    char buffer[64];
    TextBuffer out(buffer, sizeof buffer);
    put_fixed(out, n, places);
    return std::string(out.slice().data, out.size());
  };
  CHECK(fixed(345678000, 6) == "345.678");
  CHECK(fixed(2000000, 6) == "2.0");
  CHECK(fixed(1, 6) == "0.000001");
  CHECK(fixed(0, 6) == "0.0");
  CHECK(fixed(18446744073709551615u, 6) == "18446744073709.551615");
}

TEST_CASE("Text: put_long_double: what a double holds is a number, what it cannot hold is quoted", "[text]") {
  using Limits = std::numeric_limits<long double>;
  CHECK(text_of_long(0.0L) == "0.0");
  CHECK(text_of_long(-0.0L) == "-0.0");
  CHECK(text_of_long(1.5L) == "1.5");
  CHECK(text_of_long(-1.25L) == "-1.25");
  CHECK(text_of_long(1e22L) == "1e+22");
  CHECK(text_of_long(Limits::infinity()) == "\"Infinity\"");
  CHECK(text_of_long(-Limits::infinity()) == "\"-Infinity\"");
  CHECK(text_of_long(Limits::quiet_NaN()) == "\"NaN\"");
  const long double greatest_double = std::numeric_limits<double>::max();
  const long double least_double = std::numeric_limits<double>::denorm_min();
  CHECK(std::strtod(text_of_long(greatest_double).c_str(), nullptr) == std::numeric_limits<double>::max());
  CHECK(std::strtod(text_of_long(least_double).c_str(), nullptr) == std::numeric_limits<double>::denorm_min());
  for (long double quoted : {Limits::max(), -Limits::max(), Limits::min(), Limits::denorm_min(), greatest_double * 2,
                             std::nextafter(greatest_double, Limits::max()) * 1.0000000001L, least_double / 4}) {
    if (static_cast<long double>(static_cast<double>(quoted)) == quoted)
      continue; // long double equals double on this processor
    const std::string text = text_of_long(quoted);
    INFO(text);
    REQUIRE(text.size() > 2);
    CHECK((text.front() == '"' && text.back() == '"'));
    CHECK(std::strtold(text.c_str() + 1, nullptr) == quoted);
  }
}

TEST_CASE("Text: put_long_double: the shortest text that reads back, as std::to_chars finds it", "[text]") {
  std::mt19937_64 random(7);
  for (int i = 0; i < 3000; ++i) {
    const int exponent = static_cast<int>(random() % 32000) - 16200;
    const long double v = std::ldexp(static_cast<long double>(random() | 1), exponent);
    if (v == 0 || std::isinf(v))
      continue;
    std::string ours = text_of_long(v);
    std::erase(ours, '"');
    char theirs[64];
    const auto end = std::to_chars(theirs, theirs + sizeof theirs, v, std::chars_format::scientific).ptr;
    const std::string wanted(theirs, end);
    INFO(ours << " and " << wanted);
    CHECK(std::strtold(ours.c_str(), nullptr) == v);
    auto digits = [](std::string s) {
      s.erase(std::min(s.find('e'), s.size()));
      std::erase(s, '.');
      const std::size_t first = s.find_first_not_of("-0"), last = s.find_last_not_of('0');
      return s.substr(first, last + 1 - first);
    };
    CHECK(digits(ours).size() <= digits(wanted).size());
  }
}

TEST_CASE("Text: put_float: as the double of the same value", "[text]") {
  for (float v : {0.0f, -0.0f, 1.5f, 0.1f, -3.25e10f, std::numeric_limits<float>::max(),
                  std::numeric_limits<float>::min(), std::numeric_limits<float>::denorm_min(), 1e-40f})
    CHECK(text_by<float>(put_float, v) == text_of(static_cast<double>(v)));
  CHECK(text_by<float>(put_float, std::numeric_limits<float>::infinity()) == "\"Infinity\"");
  CHECK(text_by<float>(put_float, std::numeric_limits<float>::quiet_NaN()) == "\"NaN\"");
}
