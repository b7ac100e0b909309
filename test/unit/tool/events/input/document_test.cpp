// Parsing a line: what it yields, and what of hostile input it refuses.
#include <string>

#include "catch.h"
#include "tool/events/input/document.h"
#include "tool/events/input/text.h"

using namespace telinject::events;

TEST_CASE("Document: a document's values", "[document]") {
  Document d;
  REQUIRE(d.parse(R"({"a":[1,{"x":2},-3],"b":"t\u00e9","c":1.5,"d":null,"e":true,"f":18446744073709551615} )"));
  const Value root = d.root();
  CHECK(root.size() == 6);
  CHECK(root.find("b").text() == "té");
  CHECK(root.find("c").number() == 1.5);
  CHECK(root.find("d").type() == Type::null);
  CHECK(root.find("e").boolean());
  CHECK_FALSE(root.find("x"));
  CHECK_FALSE(root.find("b").find("x"));
  std::uint64_t n = 0;
  CHECK(root.find("f").to_unsigned(n));
  CHECK(n == 18446744073709551615U);
  CHECK_FALSE(root.find("c").to_unsigned(n));
  CHECK_FALSE(Value().to_unsigned(n));
  const Value list = root.find("a");
  CHECK(list.size() == 3);
  const Value last = list.first().next(list).next(list);
  CHECK(last.number() == -3);
  CHECK_FALSE(last.to_unsigned(n));
  CHECK_FALSE(last.next(list));
  REQUIRE(d.parse("{}"));
  CHECK_FALSE(d.root().first());
}

TEST_CASE("Document: what is refused", "[document]") {
  Document d;
  const std::string nul("{}\0x", 4);
  for (const std::string &bad :
       {std::string(), std::string("{"), std::string("{} x"), nul, std::string("\xEF\xBB\xBF{}"),
        std::string("[\"\xff\"]"), std::string("[\"\xed\xa0\x80\"]"), std::string("[\"\\ud800\"]"),
        std::string("[1e999]"), std::string("[NaN]"), std::string("[01]"), std::string("[\"\t\"]"),
        std::string("{\"a\":1,\"a\":2}"), std::string("/**/1")}) {
    INFO(bad);
    CHECK_FALSE(d.parse(bad));
    CHECK_FALSE(d.error().empty());
  }
  CHECK(d.parse("[1]")); // the next line is as good as ever
}

TEST_CASE("Document: nesting is limited", "[document]") {
  Document d;
  CHECK(d.parse(std::string(kMaxDepth, '[') + std::string(kMaxDepth, ']')));
  CHECK_FALSE(d.parse(std::string(kMaxDepth + 1, '[') + std::string(kMaxDepth + 1, ']')));
  CHECK_FALSE(d.parse(std::string(1'000'000, '[')));
}

TEST_CASE("Document: many keys are searched for duplicates in reasonable time", "[document]") {
  std::string text = "{";
  for (int i = 0; i < 60'000; ++i)
    text += '"' + std::to_string(i) + "\":0,";
  Document d;
  CHECK(d.parse(text + "\"x\":0}"));
  CHECK_FALSE(d.parse(text + "\"59999\":0}"));
}

TEST_CASE("Document: text for a terminal is harmless", "[document]") {
  CHECK(quoted("a\x1b[31m") == "\"a\\u001b[31m\"");
  CHECK(quoted("\xff") == "\"\\xff\"");
  CHECK(quoted("\xe2\x80\xae") == "\"\\u202e\""); // right-to-left override
  CHECK(quoted("\xc2\x9b") == "\"\\u009b\"");
  CHECK(quoted("\xe2\x80") == "\"\\xe2\\x80\"");
  CHECK(quoted("Zoë") == "\"Zoë\"");
  CHECK(quoted(std::string(100, 'x'), 5) == "\"xxxxx...\"");
}

TEST_CASE("Document: durations have units", "[document]") {
  CHECK(human_duration(0) == "0 ns");
  CHECK(human_duration(999) == "999 ns");
  CHECK(human_duration(1000) == "1.00 us");
  CHECK(human_duration(12'345) == "12.3 us");
  CHECK(human_duration(999'499) == "999 us");
  CHECK(human_duration(999'600) == "1.00 ms");
  CHECK(human_duration(345'678'000) == "346 ms");
  CHECK(human_duration(61'000'000'000) == "61.0 s");
}
