// Tests which values of `tracestate` are handed on.
#include "catch.h"
#include "runtime/config/trace_state.h"
#include <string>

using namespace telinject;

namespace {

bool is_valid(const std::string &text) {
  return is_valid_tracestate(Slice(text.data(), text.size()));
}

std::string members(int count) {
  std::string text;
  for (int i = 0; i < count; ++i)
    text += (i == 0 ? "k" : ",k") + std::to_string(i) + "=v";
  return text;
}

} // namespace

TEST_CASE("a tracestate is a list of keys and values") {
  CHECK(is_valid("rojo=00f067aa0ba902b7"));
  CHECK(is_valid("rojo=1,congo=t61rcWkgMzE"));
  CHECK(is_valid("rojo=1 ,\tcongo=2"));
  CHECK(is_valid("rojo=1,,congo=2,"));
  CHECK(is_valid("fw529a3039@dt=FfAAAAAA;x y"));
  CHECK(is_valid(members(32)));
  CHECK(is_valid("a=" + std::string(256, 'v')));
}

TEST_CASE("another tracestate is dropped") {
  for (const char *text : {"", ",", "rojo", "rojo=", "=1", "Rojo=1", "@x=1", "ro jo=1", "rojo=1=2", "rojo=1,rojo=2",
                           "rojo=a\tb", "rojo=\x7f", "rojo=\xc3\xa4", "rojo=1\n", "rojo=1;\r\nx: y"})
    CHECK_FALSE(is_valid(text));
  CHECK_FALSE(is_valid(members(33)));
  CHECK_FALSE(is_valid("a=" + std::string(257, 'v')));
  CHECK_FALSE(is_valid(std::string(257, 'k') + "=v"));
  CHECK_FALSE(is_valid("a=" + std::string(250, 'v') + ",b=" + std::string(250, 'v') + ",c=123456789"));
  CHECK_FALSE(is_valid(std::string("a=\0", 3)));
}
