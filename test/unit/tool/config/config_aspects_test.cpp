// Aspects of .telinject.json: members, conditions, lists of values, and what is wrong with them.
#include "catch.h"

#include "tool/config/config_file.h"

#include <string>

using telinject::rewrite::Aspect;
using telinject::rewrite::ConfigFault;
using Texts = std::vector<std::string>;

namespace {

std::string in_aspect(const std::string &keys) {
  return R"({"aspects": [{"match": {"function": "f"}, "kind": "database", )" + keys + "}]}";
}

Aspect read(const std::string &keys) {
  std::vector<ConfigFault> faults;
  const auto settings = telinject::rewrite::read_config(in_aspect(keys), "f", "/", faults);
  INFO((faults.empty() ? "" : faults[0].where + " " + faults[0].message));
  CHECK(faults.empty());
  REQUIRE(settings.aspects.size() == 1);
  return settings.aspects[0];
}

std::string fault(const std::string &keys) {
  std::vector<ConfigFault> faults;
  telinject::rewrite::read_config(in_aspect(keys), "f", "/", faults);
  return faults.empty() ? "none" : faults[0].message;
}

} // namespace

TEST_CASE("Aspects: a list of values is one attribute each, in their order", "[config]") {
  const Aspect aspect = read(
      R"("server.address": [{"member": "handle.tcp.host"}, {"call": "path_of", "arguments": ["handle"], "gives": "text"}])");
  REQUIRE(aspect.attributes.size() == 2);
  CHECK(aspect.attributes[0].name == "server.address");
  CHECK(aspect.attributes[0].helper->object == "handle");
  CHECK(aspect.attributes[0].helper->member == "tcp.host");
  CHECK(aspect.attributes[1].name == "server.address");
  CHECK(aspect.attributes[1].helper->function == "path_of");
}

TEST_CASE("Aspects: a value has a condition", "[config]") {
  const Aspect aspect = read(
      R"("db.response.returned_rows": {"call": "rows", "arguments": ["result"], "when": {"member": "result.type", "is": ["== 2", "== 9"]}},
         "row": {"result": ["== 0", "== 101"], "count": {"call": "n", "when": {"result": "!= null"}}})");
  const auto &helper = *aspect.attributes.at(0).helper;
  REQUIRE(helper.condition.size() == 1);
  CHECK(helper.condition[0].member == "type");
  CHECK(helper.comparisons == Texts{"== 2", "== 9"});
  CHECK(aspect.row_results == Texts{"== 0", "== 101"});
  CHECK(aspect.row_count->condition.at(0).object == "result");
  CHECK(aspect.row_count->comparisons == Texts{"!= null"});
}

TEST_CASE("Aspects: handles, outputs and their structures are read", "[config]") {
  const Aspect aspect = read(
      R"("action": "dequeue", "handle": {"argument": 0, "key": 1}, "output": {"argument": 2}, "types": {"output": "reply"},
         "span_of": {"argument": 3}, "records_failure": true, "pending": {"call": "p"},
         "db.query.text": {"argument": 4, "element": 0, "is_format": true},
         "error": {"code": {"member": "output.str", "first_word": true}})");
  CHECK(aspect.action == "dequeue");
  CHECK(aspect.handle.key == 1);
  CHECK(aspect.output_argument == 2);
  CHECK(aspect.output_type == "reply");
  CHECK(aspect.span_of_argument == 3);
  CHECK(aspect.records_failure);
  CHECK(aspect.pending->function == "p");
  CHECK(aspect.attributes.at(0).element == 0);
  CHECK(aspect.attributes.at(0).is_format);
  CHECK(aspect.attributes.at(1).is_error_code);
  CHECK(aspect.attributes.at(1).helper->has_first_word);
}

TEST_CASE("Aspects: what C++ needs is read", "[config]") {
  const Aspect aspect = read(
      R"~("handle": {"receiver": true}, "db.query.text": {"member": "receiver.getQuery()", "is_parameterised": true},
          "db.namespace": {"member": "argument1.name.c_str()", "at": "end"},
          "error": {"exception": {"type": "ns::Failure", "method": "code"}, "is_status": true})~");
  CHECK(aspect.handle.from == telinject::rewrite::AspectHandle::From::receiver);
  CHECK(aspect.attributes.at(0).helper->object == "receiver");
  CHECK(aspect.attributes.at(0).helper->member == "getQuery()");
  CHECK(aspect.attributes.at(0).is_parameterised);
  CHECK(aspect.attributes.at(1).helper->object == "argument1");
  CHECK(aspect.attributes.at(1).is_read_at_end);
  CHECK(aspect.exception->type == "ns::Failure");
  CHECK(aspect.exception->method == "code");
  for (const char *keys :
       {R"~("db.namespace": {"member": "receiver.f(1)"})~", R"~("db.namespace": {"member": "argument10.f"})~",
        R"~("error": {"exception": {"type": "ns::Failure"}})~",
        R"~("error": {"exception": {"type": "a b", "method": "c"}})~",
        R"~("error": {"code": {"member": "result.f()", "at": "end"}})~",
        R"~("handle": {"receiver": true, "argument": 1})~"}) {
    INFO(keys);
    CHECK(fault(keys) != "none");
  }
}

TEST_CASE("Aspects: what further libraries need is read", "[config]") {
  const Aspect aspect = read(
      R"~("handle": {"member": "result.of.object"}, "versions": {"macro": "V", "is": [">= 2", "== 0"]}, "unless": "TRACES",
         "add_header": {"has": {"argument": 0, "method": "has", "arguments": ["'traceparent'"]},
                        "set": {"call": "add", "arguments": ["headers_of(handle)", "'traceparent'", "header"]}},
         "db.operation.name": {"call": "method", "arguments": ["handle"], "words": {"1": "GET", "-2": "PUT"}},
         "pending": {"call": "columns", "arguments": ["handle", "out"], "gives": "number_at"},
         "error": {"code": {"call": "state", "arguments": ["result.of.code", "text", "text_size"], "gives": "text_at"}})~");
  CHECK(aspect.handle.from == telinject::rewrite::AspectHandle::From::result);
  CHECK(aspect.handle.member == "of.object");
  CHECK(aspect.condition.macro == "V");
  CHECK(aspect.condition.comparisons == Texts{">= 2", "== 0"});
  CHECK(aspect.condition.unless == "TRACES");
  REQUIRE(aspect.add_header);
  CHECK(aspect.add_header->has.part.method == "has");
  CHECK(aspect.add_header->set.helper->arguments == Texts{"headers_of(handle)", "'traceparent'", "header"});
  CHECK_FALSE(aspect.add_header->erase);
  REQUIRE(aspect.attributes.size() == 2);
  CHECK(aspect.attributes[0].helper->words ==
        std::vector<std::pair<std::string, std::string>>{{"1", "GET"}, {"-2", "PUT"}});
  CHECK(aspect.attributes[1].helper->writes_text);
  CHECK(aspect.attributes[1].helper->is_code);
  CHECK(aspect.pending->writes_number);
}

TEST_CASE("Aspects: what is wrong with a value is said", "[config]") {
  CHECK(fault(R"("db.namespace": {"member": "handle"})") ==
        "\"handle\" is not the path of a member; write one as in \"handle.errstr\", \"result.type\", \"output.str\" or "
        "\"receiver.getQuery()\"");
  CHECK(fault(R"("db.namespace": {"call": "f", "member": "handle.db"})") ==
        "this names no function and no member, or both; add \"call\" or \"member\"");
  CHECK(fault(R"("db.namespace": {"call": "f", "gives": "long_out", "when": {"result": "!= 0"}})") ==
        "\"when\" is not possible together with \"long_out\" and \"text_out\"; remove it");
  for (const char *keys :
       {R"("db.namespace": {"member": "handle.db;x"})
    ", R"("db.namespace" : {"member" : "other.db"}) ",
                                                    R"("db.namespace": {"member": "handle.db", "gives": "text"})",
        R"("db.namespace": [])", R"("db.namespace": {"member": "handle.db", "when": {"is": "!= 0"}})",
        R"("db.namespace": {"member": "handle.db", "when": {"member": "handle.db", "is": "or 1"}})",
        R"("types": {"result": "struct reply *"})", R"("types": {"connection": "c"})", R"("output": {})",
        R"("row": {"result": ["== 1", "== 2", "== 3", "== 4", "== 5"]})", R"("handle": {"key": 1})",
        R"("handle": {"argument": 1, "result": true})"}) {
    INFO(keys);
    CHECK(fault(keys) != "none");
  }
  CHECK(fault(R"("handle": {"member": "handle.x"})").find("a member of the result only") != std::string::npos);
  CHECK(fault(R"("versions": {"macro": "V"})").find("needs \"macro\"") != std::string::npos);
  CHECK(fault(R"("add_header": {"set": {"argument": 0, "method": "set"}})").find("needs \"has\" and \"set\"") !=
        std::string::npos);
  CHECK(fault(R"("db.namespace": {"call": "f", "words": {"x": "GET"}})").find("is not a number") != std::string::npos);
}
