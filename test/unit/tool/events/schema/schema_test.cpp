// The schema validator, keyword by keyword: each with something that fits and something that does not.
#include <string>
#include <vector>

#include "catch.h"
#include "tool/events/input/document.h"
#include "tool/events/schema/schema.h"

using namespace telinject::events;

namespace {

std::vector<SchemaFault> faults_of(const std::string &schema, const std::string &text, std::size_t limit = 100) {
  Document document;
  INFO(text);
  REQUIRE(document.parse(text));
  std::vector<SchemaFault> faults;
  Schema::compile(schema).check(document.root(), faults, limit);
  return faults;
}

bool fits(const std::string &schema, const std::string &text) {
  return faults_of(schema, text).empty();
}

} // namespace

TEST_CASE("Schema: type", "[schema]") {
  CHECK(fits(R"({"type":"string"})", R"("a")"));
  CHECK_FALSE(fits(R"({"type":"string"})", "1"));
  CHECK(fits(R"({"type":["string","null"]})", "null"));
  CHECK_FALSE(fits(R"({"type":["string","null"]})", "false"));
  CHECK(fits(R"({"type":"number"})", "3"));
  CHECK(fits(R"({"type":"number"})", "3.5"));
  CHECK_FALSE(fits(R"({"type":"number"})", R"("3")"));
  CHECK(fits(R"({"type":"integer"})", "-3"));
  CHECK(fits(R"({"type":"integer"})", "3.0"));
  CHECK(fits(R"({"type":"integer"})", "1e3"));
  CHECK(fits(R"({"type":"integer"})", "18446744073709551616"));
  CHECK_FALSE(fits(R"({"type":"integer"})", "3.5"));
  CHECK_FALSE(fits(R"({"type":"integer"})", "true"));
  CHECK(fits(R"({"type":"boolean"})", "true"));
  CHECK_FALSE(fits(R"({"type":"boolean"})", "0"));
  CHECK(fits(R"({"type":"object"})", "{}"));
  CHECK_FALSE(fits(R"({"type":"object"})", "[]"));
  CHECK(fits(R"({"type":"array"})", "[1,[2]]"));
}

TEST_CASE("Schema: const and enum", "[schema]") {
  CHECK(fits(R"({"const":"a"})", R"("a")"));
  CHECK_FALSE(fits(R"({"const":"a"})", R"("b")"));
  CHECK(fits(R"({"const":true})", "true"));
  CHECK_FALSE(fits(R"({"const":true})", "1"));
  CHECK_FALSE(fits(R"({"const":0})", "false"));
  CHECK(fits(R"({"const":1})", "1.0"));
  CHECK(fits(R"({"enum":["a",null]})", "null"));
  CHECK_FALSE(fits(R"({"enum":["a",null]})", R"("c")"));
  CHECK_FALSE(fits(R"({"enum":["a",null]})", "{}"));
}

TEST_CASE("Schema: required, properties, additionalProperties, minProperties", "[schema]") {
  CHECK(fits(R"({"required":["a"]})", R"({"a":null})"));
  CHECK_FALSE(fits(R"({"required":["a"]})", R"({"b":1})"));
  CHECK(fits(R"({"required":["a"]})", "5")); // object keywords say nothing of other types
  CHECK_FALSE(fits(R"({"properties":{"a":{"type":"null"}}})", R"({"a":1})"));
  CHECK(fits(R"({"properties":{"a":{"type":"null"}}})", R"({"b":1})"));
  CHECK_FALSE(fits(R"({"properties":{"a":true},"additionalProperties":false})", R"({"a":1,"b":1})"));
  CHECK(fits(R"({"properties":{"a":true},"additionalProperties":false})", R"({"a":1})"));
  CHECK_FALSE(fits(R"({"additionalProperties":{"type":"string"}})", R"({"x":"","y":1})"));
  CHECK(fits(R"({"additionalProperties":{"type":"string"}})", R"({"x":"","y":"1"})"));
  CHECK_FALSE(fits(R"({"properties":{"a":false}})", R"({"a":1})"));
  CHECK(fits(R"({"minProperties":1})", R"({"a":1})"));
  CHECK_FALSE(fits(R"({"minProperties":1})", "{}"));
}

TEST_CASE("Schema: a member whose rule stands among many is found as well", "[schema]") {
  const std::string schema = R"({"properties":{"a":true,"b":true,"c":true,"d":{"type":"null"},"e":true}})";
  CHECK(fits(schema, R"({"z":1,"d":null})"));
  CHECK_FALSE(fits(schema, R"({"z":1,"d":1})"));
}

TEST_CASE("Schema: numbers and lengths", "[schema]") {
  CHECK(fits(R"({"minimum":0,"maximum":1})", "0"));
  CHECK(fits(R"({"minimum":0,"maximum":1})", "1.0"));
  CHECK_FALSE(fits(R"({"minimum":0,"maximum":1})", "-0.001"));
  CHECK_FALSE(fits(R"({"minimum":0,"maximum":1})", "2"));
  CHECK(fits(R"({"minimum":0})", R"("text")"));
  CHECK(fits(R"({"minLength":1})", R"("é")"));
  CHECK_FALSE(fits(R"({"minLength":1})", R"("")"));
  CHECK(fits(R"({"maxLength":2})", R"("é\ud83d\ude00")")); // two code points, six bytes
  CHECK_FALSE(fits(R"({"maxLength":2})", R"("abc")"));
}

TEST_CASE("Schema: pattern", "[schema]") {
  CHECK(fits(R"({"pattern":"^[0-9a-f]{4}$"})", R"("09af")"));
  CHECK_FALSE(fits(R"({"pattern":"^[0-9a-f]{4}$"})", R"("09aF")"));
  CHECK_FALSE(fits(R"({"pattern":"^[0-9a-f]{4}$"})", R"("09af\n")"));
  CHECK_FALSE(fits(R"({"pattern":"^[0-9a-f]{4}$"})", R"("09a")"));
  CHECK_FALSE(fits(R"({"pattern":"^[0-9]{2}\\.Z$"})", R"("12xZ")"));
  CHECK(fits(R"({"pattern":"^[0-9]{2}\\.Z$"})", R"("12.Z")"));
  for (const char *unsupported :
       {"a", "^a*$", "^[^a]$", "^(a)$", "^\\\\d$", "^[a$", "^a{9999999}$", "^a{1$", "^é$", "^.$", "^[b-a]$"})
    CHECK_THROWS_AS(Schema::compile(std::string(R"({"pattern":")") + unsupported + "\"}"), SchemaError);
}

TEST_CASE("Schema: anyOf, allOf, not, if, then, else, and boolean schemas", "[schema]") {
  CHECK(fits(R"({"anyOf":[{"type":"null"},{"const":1}]})", "1"));
  CHECK_FALSE(fits(R"({"anyOf":[{"type":"null"},{"const":1}]})", "2"));
  CHECK(fits(R"({"allOf":[{"minimum":1},{"maximum":3}]})", "2"));
  CHECK_FALSE(fits(R"({"allOf":[{"minimum":1},{"maximum":3}]})", "4"));
  CHECK(fits(R"({"not":{"const":"0"}})", R"("1")"));
  CHECK_FALSE(fits(R"({"not":{"const":"0"}})", R"("0")"));
  const std::string branch = R"({"if":{"minimum":10},"then":{"maximum":20},"else":{"maximum":5}})";
  CHECK(fits(branch, "15"));
  CHECK_FALSE(fits(branch, "21"));
  CHECK(fits(branch, "4"));
  CHECK_FALSE(fits(branch, "6"));
  CHECK(fits(R"({"if":{"minimum":10},"then":false})", "9"));
  CHECK(fits("true", "[]"));
  CHECK_FALSE(fits("false", "[]"));
}

TEST_CASE("Schema: faults say what and where, each once, and no more than asked for", "[schema]") {
  const auto faults =
      faults_of(R"({"properties":{"a/b":{"properties":{"~":{"type":"integer"}}}}})", R"({"a/b":{"~":"x"}})");
  REQUIRE(faults.size() == 1);
  CHECK(faults[0].where == "/a~1b/~0");
  CHECK(faults[0].what == R"(is "x", must be an integer)");
  CHECK(faults_of(R"({"allOf":[{"const":1},{"const":1}]})", "2").size() == 1);
  CHECK(faults_of(R"({"additionalProperties":false})", R"({"a":1,"b":1,"c":1,"d":1})", 3).size() == 3);
}

TEST_CASE("Schema: a schema with what is not supported is refused", "[schema]") {
  for (const char *schema :
       {R"({"multipleOf":2})", R"({"type":"text"})", R"({"const":[1]})", R"({"items":{}})", R"({"minimum":1e300})",
        R"({"maxLength":-1})", R"({"allOf":[]})", R"([])", R"({)", R"({"const":1,"enum":[1]})"})
    CHECK_THROWS_AS(Schema::compile(schema), SchemaError);
}

TEST_CASE("Schema: the event schema compiles", "[schema]") {
  CHECK_NOTHROW(Schema::compile(event_schema_text()));
  CHECK_FALSE(fits(std::string(event_schema_text()), "{}"));
}
