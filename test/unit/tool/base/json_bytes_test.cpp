// Any bytes in JSON, and back.
#include "catch.h"

#include "tool/base/json_bytes.h"
#include "tool/compiler/unit.h"

#include <nlohmann/json.hpp>

using namespace telinject::rewrite;

TEST_CASE("JSON bytes: any bytes become valid UTF-8 and come back", "[json_bytes]") {
  for (const std::string &bytes :
       {std::string("plain"), std::string("\xE4.c"), std::string("a\x80\xFF\xC3z"), std::string("\xC3\xA4\xE2\x82\xAC"),
        std::string("\xED\xA0\x80"), std::string("\xC0\x80"), std::string("\xF4\x90\x80\x80"),
        std::string("\xF4\x8F\xBE\x80"), std::string("\xE2\x82"), std::string("\0x", 2)}) {
    const std::string text = as_unicode(bytes);
    CHECK(nlohmann::json::parse(nlohmann::json(text).dump()).get<std::string>() == text);
    CHECK(as_bytes(text) == bytes);
  }
  CHECK(as_unicode("\xC3\xA4 plain") == "\xC3\xA4 plain");
}

TEST_CASE("JSON bytes: lone surrogates of a JSON text are bytes, pairs and escaped backslashes are not",
          "[json_bytes]") {
  const auto read = [](const std::string &text) {
    return as_bytes(nlohmann::json::parse(json_as_unicode(text)).get<std::string>());
  };
  CHECK(read(R"("\udce4.c")") == "\xE4.c");
  CHECK(read(R"("\uDCFF\udc80")") == "\xFF\x80");
  CHECK(read(R"("\ud83d\ude00")") == "\xF0\x9F\x98\x80");
  CHECK(read(R"("\ud83d\udc80")") == "\xF0\x9F\x92\x80");
  CHECK(read(R"("\\udce4")") == "\\udce4");
  CHECK(read("\"\xE4\"") == "\xE4");
  CHECK_THROWS(read(R"("\ud83d")"));
}

TEST_CASE("JSON bytes: a unit's result keeps names that are no Unicode", "[json_bytes]") {
  UnitResult result;
  result.parsed = true;
  result.files = {"/p/\xE4.c", "/p/new\nline.c", "/p/quote\"'.c"};
  result.declarations["/p/\xE4.c"].push_back({1, 2});
  const UnitResult back = unit_result_from_text(to_text(result));
  REQUIRE(back.parsed);
  CHECK(back.files == result.files);
  CHECK(back.declarations.count("/p/\xE4.c") == 1);
}
