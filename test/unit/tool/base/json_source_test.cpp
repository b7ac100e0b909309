// JSON with places: every key and value knows its line and column, and what is hostile is refused.
#include "catch.h"

#include "tool/base/json_source.h"

#include <string>

using telinject::JsonFault;
using telinject::JsonNode;
using telinject::parse_json_source;
using Kind = JsonNode::Kind;

namespace {

JsonNode parsed(const std::string &text) {
  const auto result = parse_json_source(text);
  REQUIRE(std::holds_alternative<JsonNode>(result));
  return std::get<JsonNode>(result);
}

JsonFault refused(const std::string &text) {
  const auto result = parse_json_source(text);
  REQUIRE(std::holds_alternative<JsonFault>(result));
  return std::get<JsonFault>(result);
}

std::string place(const telinject::JsonPlace &at) {
  return std::to_string(at.line) + ":" + std::to_string(at.column);
}

} // namespace

TEST_CASE("JSON source: places of keys and values", "[json_source]") {
  const JsonNode root = parsed("{\n  \"a\" : [1, \"x\\\"}\", {\"b\":\ttrue}],\r\n\"c\":-2.5e1,\"d\":\n\n  null}");
  CHECK(place(root.place) == "1:1");
  REQUIRE(root.children.size() == 3);
  const JsonNode &list = root.children[0];
  CHECK(place(list.key_place) == "2:3");
  CHECK(place(list.place) == "2:9");
  REQUIRE(list.children.size() == 3);
  CHECK(place(list.children[0].place) == "2:10");
  CHECK(place(list.children[1].place) == "2:13");
  CHECK(list.children[1].text == "x\"}");
  CHECK(place(list.children[2].place) == "2:21");
  CHECK(place(list.children[2].children[0].key_place) == "2:22");
  CHECK(place(list.children[2].children[0].place) == "2:27");
  CHECK(place(root.children[1].key_place) == "3:1");
  CHECK(place(root.children[1].place) == "3:5");
  CHECK(root.children[1].integer == -25);
  CHECK(place(root.children[2].place) == "5:3");
  CHECK(root.member("d") == &root.children[2]);
  CHECK(root.member("e") == nullptr);
  CHECK(place(parsed("\xef\xbb\xbf\"x\"").place) == "1:1");
}

TEST_CASE("JSON source: whole numbers are those of JSON Schema", "[json_source]") {
  CHECK(parsed("5").kind == Kind::integer);
  CHECK(parsed("5.0").integer == 5);
  CHECK(parsed("5e2").integer == 500);
  CHECK(parsed("5.5").kind == Kind::number);
  CHECK(parsed("9007199254740993e10").kind == Kind::number);
  CHECK(parsed("-0").integer == 0);
}

TEST_CASE("JSON source: what is no JSON is refused where it stands", "[json_source]") {
  CHECK(place(refused("").place) == "1:1");
  CHECK(place(refused("{\"a\": 1,\n  \"b\": }").place) == "2:8");
  CHECK(place(refused("{} x").place) == "1:4");
  CHECK(place(refused("{\"a\": tru}").place) == "1:10");
  for (const char *text :
       {"{'a': 1}", "[1,]", "{\"a\" 1}", "nan", "// x\n{}", "[1", "\"\xff\"", "[1]]", "01", "\"\\u0000\""})
    CHECK_FALSE(refused(text).what.empty());
}

TEST_CASE("JSON source: hostile input: nesting, keys twice, many keys", "[json_source]") {
  CHECK(place(refused(std::string(100000, '[')).place) == "1:33");
  CHECK(parsed(std::string(32, '[') + std::string(32, ']')).kind == Kind::list);
  CHECK(place(refused("{\"a\": {\"b\": 1, \"c\": 2,\n\"b\": 3}}").place) == "2:1");
  CHECK(refused("{\"b\": 1, \"b\": 1}").what == "\"b\" stands on line 1 already; keep one of them");
  CHECK(refused("{\"\\u0062\": 1, \"b\": 1}").what == "\"b\" stands on line 1 already; keep one of them");
  CHECK(parsed("[{\"b\": 1}, {\"b\": 1}]").children.size() == 2);
  std::string many = "{\"x\": 1";
  for (int i = 0; i < 100000; ++i)
    many += ",\"" + std::to_string(i) + "\":1";
  CHECK(parsed(many + "}").children.size() == 100001);
}

TEST_CASE("JSON source: what is shown of a text that is not ours", "[json_source]") {
  CHECK(telinject::printable("plain") == "plain");
  CHECK(telinject::printable("\x1b[31m\n") == "?[31m?");
  CHECK(telinject::printable(std::string(61, 'a')) == std::string(60, 'a') + "…");
  CHECK(telinject::printable(std::string(59, 'a') + "äb") == std::string(59, 'a') + "…");
  CHECK(telinject::code_points("äb€") == 3);
}
