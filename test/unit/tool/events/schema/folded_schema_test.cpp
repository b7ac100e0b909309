// What the event schema says of folded calls, and the keywords that it needs for that.
#include <string>
#include <vector>

#include "catch.h"
#include "tool/events/event_lines.h"
#include "tool/events/schema/schema.h"

using namespace telinject::events;

namespace {

bool fits(const std::string &schema, const std::string &text) {
  Document document;
  INFO(text);
  REQUIRE(document.parse(text));
  std::vector<SchemaFault> faults;
  Schema::compile(schema).check(document.root(), faults, 100);
  return faults.empty();
}

// The faults of the exit of a function with these attributes, and of its entry.
std::vector<std::string> faults_of_exit(const std::string &attributes) {
  LineMaker p;
  p.entry(1, 0, "f");
  p.exit(1, 0, "f", 1'000'000, attributes);
  return faults_in(p.lines);
}
std::vector<std::string> faults_of_folded(const std::string &entries) {
  return faults_of_exit(R"("folded":{)" + entries + "}");
}
std::vector<std::string> faults_of_summary(const std::string &attributes) {
  LineMaker p;
  p.summary(attributes, 1); // an event was lost: sums are not compared
  return faults_in(p.lines);
}

bool has(const std::vector<std::string> &faults, const std::string &text) {
  for (const std::string &fault : faults) {
    UNSCOPED_INFO(fault);
    if (fault.find(text) != std::string::npos)
      return true;
  }
  return false;
}

constexpr const char *kTimes = R"("total_ns":30,"self_ns":20,"max_ns":10)";

} // namespace

TEST_CASE("Schema: maxProperties", "[schema]") {
  CHECK(fits(R"({"maxProperties":1})", R"({"a":1})"));
  CHECK_FALSE(fits(R"({"maxProperties":1})", R"({"a":1,"b":1})"));
  CHECK(fits(R"({"maxProperties":0})", "[1]")); // says nothing of other types
  CHECK_THROWS_AS(Schema::compile(R"({"maxProperties":-1})"), SchemaError);
}

TEST_CASE("Schema: references", "[schema]") {
  const std::string list =
      R"({"$defs":{"n":{"type":"integer"},"m":{"$ref":"#/$defs/n","minimum":1}},"properties":{"a":{"$ref":"#/$defs/m"}}})";
  CHECK(fits(list, R"({"a":1})"));
  CHECK_FALSE(fits(list, R"({"a":"1"})"));
  CHECK_FALSE(fits(list, R"({"a":0})")); // keywords beside the reference count
  for (const char *schema :
       {R"({"$ref":"#/$defs/a"})", R"({"$defs":{},"$ref":"#/$defs/a"})", R"({"$defs":{"a":true},"$ref":"a"})",
        R"({"$defs":{"a":true},"$ref":1})", R"({"$defs":[],"$ref":"#/$defs/0"})",
        R"({"$defs":{"a":{"$ref":"#/$defs/b"},"b":{"$ref":"#/$defs/a"}},"$ref":"#/$defs/a"})"})
    CHECK_THROWS_AS(Schema::compile(schema), SchemaError);
}

TEST_CASE("Schema: entries of folded calls", "[schema][folded]") {
  const std::string times = kTimes;
  for (const std::string &good : {
           R"("g":{"calls":3,"errors":1,)" + times + R"(,"level":"folded"})",
           R"("g":{"calls":3,)" + times + R"(,"level":"counted","self_estimated":true})",
           R"("g":{"calls":3,)" + times + R"(,"level":"dormant"})",
           R"("g":{"calls":3,)" + times + R"(,"level":"dormant","at_least":true})",
           std::string(R"("other":{"sites":14,"changes":5,"level":"dormant","at_least":true})"),
           R"("g a.cpp:3":{"calls":3,)" + times + R"(,"iterations":9,"level":"folded"})",
           std::string(R"("g a.cpp:3":{"branches":{"then":1,"none":0},"level":"folded"})"),
           std::string(R"("g a.cpp:3":{"changes":4,"level":"folded"})"),
           // several sites on one line
           R"("g a.cpp:3":{"calls":3,)" + times +
               R"(,"iterations":9,"branches":{"then":1},"changes":4,"level":"folded"})",
           R"("other":{"sites":14,"calls":3,"errors":0,)" + times +
               R"(,"iterations":9,"branches":4,"changes":5,"level":"folded"})",
           std::string(R"("other":{"sites":14,"changes":5,"level":"counted"})"),
           R"("other":{"calls":3,"errors":1,)" + times + R"(,"level":"folded"})", // a function of that name
       })
    CHECK(faults_of_folded(good) == std::vector<std::string>{});
}

TEST_CASE("Schema: entries of folded calls that are refused", "[schema][folded]") {
  const std::string times = kTimes;
  const std::string at = "at /attributes/folded/g";
  CHECK(
      has(faults_of_folded(R"("g":{"calls":3,)" + times + "}"), R"(key "level" is missing; at /attributes/folded/g)"));
  CHECK(
      has(faults_of_folded(R"("g":{"calls":3,)" + times + R"(,"level":"written"})"), R"(level is "written", must be)"));
  CHECK(has(faults_of_folded(R"("g":{"calls":3,)" + times + R"(,"level":"Folded"})"), R"(level is "Folded", must be)"));
  CHECK(has(faults_of_folded(R"("g":{"calls":3,"errors":0,)" + times + R"(,"level":"counted"})"),
            "errors must be absent here"));
  CHECK(has(faults_of_folded(R"("g":{"calls":3,"level":"folded"})"), R"(key "total_ns" is missing)"));
  CHECK(has(faults_of_folded(R"("g":{"changes":3,"total_ns":1,"level":"folded"})"), "total_ns must be absent here"));
  CHECK(has(faults_of_folded(R"("g":{"changes":3,"errors":1,"level":"folded"})"), "errors must be absent here"));
  CHECK(has(faults_of_folded(R"("g":{"level":"folded"})"), R"(must be with key "calls", or with key "branches", or)"));
  CHECK(has(faults_of_folded(R"("g":{"branches":{},"level":"folded"})"), "branches has 0 keys"));
  CHECK(has(faults_of_folded(R"("g":{"branches":4,"level":"folded"})"), "branches is 4, must be an object"));
  CHECK(has(faults_of_folded(R"("g":{"branches":{"then":-1},"level":"folded"})"), "then is -1, must be at least 0"));
  CHECK(has(faults_of_folded(R"("g":{"changes":-1,"level":"folded"})"), "changes is -1, must be at least 0"));
  CHECK(has(faults_of_folded(R"("g":{"changes":1.5,"level":"folded"})"), "changes is 1.5, must be an integer"));
  CHECK(has(faults_of_folded(R"("g":{"changes":"1","level":"folded"})"), "must be an integer"));
  CHECK(has(faults_of_folded(R"("g":{"changes":1,"p50":1,"level":"folded"})"), R"(unknown key "p50"; )" + at));
  CHECK(has(faults_of_folded(R"("g":{"changes":1,"sites":1,"level":"folded"})"), R"(unknown key "sites"; )" + at));
  CHECK(has(faults_of_folded(R"("g":{"changes":1,"level":"folded","self_estimated":true})"),
            "self_estimated must be absent here"));
  CHECK(has(faults_of_folded(R"("g":{"calls":3,)" + times + R"(,"level":"folded","self_estimated":false})"),
            "self_estimated is false, must be true"));
  CHECK_FALSE(faults_of_folded(R"("g":{"calls":3,)" + times + R"(,"level":"counted","at_least":true})").empty());
  CHECK(has(faults_of_folded(R"("g":{"calls":3,)" + times + R"(,"level":"dormant","at_least":false})"),
            "at_least is false, must be true"));
  CHECK(has(faults_of_folded(R"("g":3)"), "g is 3, must be an object"));
  CHECK(has(faults_of_folded(R"("other":{"sites":0,"changes":1,"level":"folded"})"), "sites is 0, must be at least 1"));
  CHECK(has(faults_of_folded(""), "folded has 0 keys, must have at least 1"));
  CHECK(has(faults_of_exit(R"("folded":[])"), "folded is an array, must be an object"));
  CHECK(has(faults_of_folded(R"("g":{"changes":1,"level":"folded"},"g":{"changes":1,"level":"folded"})"),
            R"(key "g" occurs twice in one object)"));
}

TEST_CASE("Schema: the number of folded sites", "[schema][folded]") {
  const auto entries = [](int count) {
    std::string out;
    for (int i = 0; i < count; ++i)
      out += join(i == 0 ? "" : ",", "\"g", i, R"(":{"changes":1,"level":"folded"})");
    return out;
  };
  CHECK(faults_of_folded(entries(1000) + R"(,"other":{"sites":2,"changes":1,"level":"folded"})").empty());
  CHECK(has(faults_of_folded(entries(1002)), "folded has 1002 keys, must have at most 1001"));
  const auto table = [&](int count) { return R"("from_ns":1,"to_ns":2,"sites":{)" + entries(count) + "}"; };
  CHECK(faults_of_summary(table(100)).empty());
  CHECK(has(faults_of_summary(table(101)), "sites has 101 keys, must have at most 100"));
  const auto unattributed = [&](int count) { return R"("unattributed":{)" + entries(count) + "}"; };
  CHECK(faults_of_summary(unattributed(100)).empty());
  CHECK(has(faults_of_summary(unattributed(101)), "unattributed has 101 keys, must have at most 100"));
  // As many as fit into a line: few faults, and no more than eight of one line.
  const auto faults = faults_of_folded(entries(20'000));
  CHECK(has(faults, "folded has 20000 keys"));
  CHECK(faults.size() <= Validator::kMaxFaultsPerLine);
}

TEST_CASE("Schema: the attributes of summaries", "[schema][folded]") {
  const std::string g = R"({"g":{"calls":3,)" + std::string(kTimes) + R"(,"level":"folded"}})";
  CHECK(faults_of_summary(R"("from_ns":1,"to_ns":2,"telemetry_cpu_ns":3,"process_cpu_ns":4)").empty());
  CHECK(faults_of_summary(R"("from_ns":1,"to_ns":2,"sites":)" + g + R"(,"unattributed":)" + g).empty());
  CHECK(faults_of_summary(R"("from_ns":1,"to_ns":2,"sites":{"g":{"calls":3,"errors":1,)" + std::string(kTimes) +
                          R"(,"level":"written"}})")
            .empty());
  // A site that was written at first, and counted later, has the errors that were observed.
  CHECK(faults_of_summary(R"("from_ns":1,"to_ns":2,"sites":{"g":{"calls":3,"errors":1,)" + std::string(kTimes) +
                          R"(,"level":"counted"}})")
            .empty());
  CHECK(has(faults_of_summary(R"("sites":)" + g), R"(key "from_ns" is missing)"));
  CHECK(has(faults_of_summary(R"("from_ns":1,"to_ns":2,"unattributed":{"g":{"changes":1,"level":"written"}})"),
            R"(level is "written", must be)"));
  CHECK(has(faults_of_summary(R"("from_ns":-1)"), "from_ns is -1, must be at least 0"));
  CHECK(has(faults_of_summary(R"("to_ns":"1")"), "to_ns is \"1\", must be an integer"));
  CHECK(has(faults_of_summary(R"("telemetry_cpu_ns":0.5)"), "telemetry_cpu_ns is 0.5, must be an integer"));
  CHECK(has(faults_of_summary(R"("process_cpu_ns":null)"), "process_cpu_ns is null, must be an integer"));
  CHECK(has(faults_of_summary(R"("sites":[],"from_ns":1,"to_ns":2)"), "sites is an array, must be an object"));
  CHECK(has(faults_of_exit(R"("sites":)" + g), "sites must be absent here"));
  CHECK(has(faults_of_exit(R"("unattributed":)" + g), "unattributed must be absent here"));
}

TEST_CASE("Schema: which events may have folded calls, and be also_folded", "[schema][folded]") {
  const std::string folded = R"("folded":{"g":{"changes":3,"level":"folded"}})";
  CHECK(faults_of_exit(R"("self_estimated":true,)" + folded).empty());
  CHECK(has(faults_of_exit(R"("self_estimated":false,)" + folded), "self_estimated is false, must be true"));
  CHECK(has(faults_of_summary(folded), "folded must be absent here"));
  CHECK(has(faults_of_summary(R"("also_folded":true)"), "also_folded must be absent here"));
  const auto entry = [](const std::string &attributes, std::uint64_t parent) {
    LineMaker p;
    p.entry(1, 0, "f");
    p.entry(2, parent, "f", attributes);
    return faults_in(p.lines);
  };
  CHECK(entry(R"("also_folded":true)", 1).empty());
  CHECK(entry(R"("also_folded":true,"arguments":{})", 1).empty());
  CHECK(entry(R"("arguments":{"n":1})", 1).empty());
  CHECK(has(entry(R"("also_folded":true,"arguments":{"n":1})", 1), "arguments has 1 key, must have at most 0"));
  CHECK(has(entry(R"("also_folded":false)", 1), "also_folded is false, must be true"));
  CHECK(has(entry(R"("also_folded":1)", 1), "also_folded is 1, must be true"));
  CHECK(has(entry(R"("also_folded":true)", 0), "parent_span_id is null, must be a string")); // roots are written
  CHECK(has(entry(folded, 1), "folded must be absent here"));
}
