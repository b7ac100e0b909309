// JSON with places: every key and value knows its line and column, and what is hostile is refused.
#include "catch.h"

#include "tool/base/json_source.h"

#include <string>

using telinject::rewrite::JsonFault;
using telinject::rewrite::JsonNode;
using telinject::rewrite::parse_json_source;
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

std::string location(const telinject::rewrite::JsonLocation &at) {
  return std::to_string(at.line) + ":" + std::to_string(at.column);
}

} // namespace

TEST_CASE("JSON source: places of keys and values", "[json_source]") {
  const JsonNode root = parsed("{\n  \"a\" : [1, \"x\\\"}\", {\"b\":\ttrue}],\r\n\"c\":-2.5e1,\"d\":\n\n  null}");
  CHECK(location(root.location) == "1:1");
  REQUIRE(root.children.size() == 3);
  const JsonNode &list = root.children[0];
  CHECK(location(list.key_location) == "2:3");
  CHECK(location(list.location) == "2:9");
  REQUIRE(list.children.size() == 3);
  CHECK(location(list.children[0].location) == "2:10");
  CHECK(location(list.children[1].location) == "2:13");
  CHECK(list.children[1].text == "x\"}");
  CHECK(location(list.children[2].location) == "2:21");
  CHECK(location(list.children[2].children[0].key_location) == "2:22");
  CHECK(location(list.children[2].children[0].location) == "2:27");
  CHECK(location(root.children[1].key_location) == "3:1");
  CHECK(location(root.children[1].location) == "3:5");
  CHECK(root.children[1].integer == -25);
  CHECK(location(root.children[2].location) == "5:3");
  CHECK(root.member("d") == &root.children[2]);
  CHECK(root.member("e") == nullptr);
  CHECK(location(parsed("\xef\xbb\xbf\"x\"").location) == "1:1");
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
  CHECK(location(refused("").location) == "1:1");
  CHECK(location(refused("{\"a\": 1,\n  \"b\": }").location) == "2:8");
  CHECK(location(refused("{} x").location) == "1:4");
  CHECK(location(refused("{\"a\": tru}").location) == "1:10");
  for (const char *text :
       {"{'a': 1}", "[1,]", "{\"a\" 1}", "nan", "// x\n{}", "[1", "\"\xff\"", "[1]]", "01", "\"\\u0000\""})
    CHECK_FALSE(refused(text).message.empty());
}

TEST_CASE("JSON source: hostile input: nesting, keys twice, many keys", "[json_source]") {
  CHECK(location(refused(std::string(100000, '[')).location) == "1:33");
  CHECK(parsed(std::string(32, '[') + std::string(32, ']')).kind == Kind::list);
  CHECK(location(refused("{\"a\": {\"b\": 1, \"c\": 2,\n\"b\": 3}}").location) == "2:1");
  CHECK(refused("{\"b\": 1, \"b\": 1}").message == "duplicate key \"b\", first used on line 1; remove one of them");
  CHECK(refused("{\"\\u0062\": 1, \"b\": 1}").message ==
        "duplicate key \"b\", first used on line 1; remove one of them");
  CHECK(parsed("[{\"b\": 1}, {\"b\": 1}]").children.size() == 2);
  std::string many = "{\"x\": 1";
  for (int i = 0; i < 100000; ++i)
    many += ",\"" + std::to_string(i) + "\":1";
  CHECK(parsed(many + "}").children.size() == 100001);
}

TEST_CASE("JSON source: what is shown of a text that is not ours", "[json_source]") {
  CHECK(telinject::rewrite::printable("plain") == "plain");
  CHECK(telinject::rewrite::printable("\x1b[31m\n") == "?[31m?");
  CHECK(telinject::rewrite::printable(std::string(61, 'a')) == std::string(60, 'a') + "…");
  CHECK(telinject::rewrite::printable(std::string(59, 'a') + "äb") == std::string(59, 'a') + "…");
  CHECK(telinject::rewrite::code_points("äb€") == 3);
}
