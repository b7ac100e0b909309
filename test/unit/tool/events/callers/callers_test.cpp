// Addresses in lines that nobody vouches for.
#include "catch.h"

#include "tool/events/callers/callers.h"

using namespace telinject::events;

TEST_CASE("Callers: an address of code is a file, an id and an offset", "[callers]") {
  const auto at = parse_code_address("/usr/bin/a#b+0x1#0011aabb+0x1f40");
  REQUIRE(at);
  CHECK(at->path == "/usr/bin/a#b+0x1");
  CHECK(at->id == "0011aabb");
  CHECK(at->offset == 0x1f40);
  CHECK(parse_code_address("/p#t123-45+0x1")->id == "t123-45");
}

TEST_CASE("Callers: what is no address of code is refused", "[callers]") {
  for (const char *text :
       {"", "+0x", "/p", "/p+0x12", "/p#+0x12", "#id+0x12", "p#id+0x12", "/p#id+0x", "/p#id+0x0", "/p#id+0x12 ",
        "/p#id+0xg", "/p#id+0x-1", "/p#id+12", "/p#id+0xffffffffffffffffff", "/p#id+0xffffffffffffffff"})
    CHECK_FALSE(parse_code_address(text));
  CHECK_FALSE(parse_code_address("/" + std::string(5000, 'x') + "#id+0x12"));
  CHECK_FALSE(parse_code_address("/p#" + std::string(500, '0') + "+0x12"));
  CHECK_FALSE(parse_code_address(std::string_view("/p\0q#id+0x12", 12)));
}

TEST_CASE("Callers: addresses of a file that is not there are taken out of a line, and nothing else is", "[callers]") {
  CallerLines lines;
  const std::string head =
      R"({"event_type":"function_entry","function_name":"f","message":"\"entry_address\":\"/m#0+0x1\",","attributes":{)"
      R"("arguments":{"entry_address":"/a#00+0x1","x":[{"caller_address":"y"}]},)";
  const std::string tail = R"("code.line.number":1},"k8s":{"pod_labels":{"entry_address":"/l#00+0x1","z":""}}})";
  const std::string addresses = R"("caller_address":"/no/such#00+0x12","entry_address":"/no/such#00+0x\u0034",)";
  CHECK(lines.rewrite(head + addresses + tail) == head + tail);
  CHECK(lines.unresolved() == 1);
  CHECK(lines.rewrite(head + R"("entry_address":"odd \"\\",)" + tail) == head + tail);
  CHECK(lines.rewrite(head + tail) == head + tail); // the names are in it, the attributes are not
  CHECK(lines.resolved() == 0);
  CHECK(lines.unresolved() == 2);
}

TEST_CASE("Callers: a line that is no event stays as it is", "[callers]") {
  CallerLines lines;
  for (const char *line :
       {"", "entry_address", R"({"attributes":{"entry_address":"/p#00+0x1",})", R"({"attributes":{"entry_address":7}})",
        R"({"attributes":{"entry_address":"/p#00+0x1","a":1}})", R"(["entry_address"])",
        R"({"function_name":"f","attributes":[{"entry_address":"/p#00+0x1"}]})"})
    CHECK(lines.rewrite(line) == line);
}
