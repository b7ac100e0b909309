// The number of rejected spans in answers of OTLP receivers, well-formed or not.
#include "catch.h"

#include "runtime/export/partial_success.h"

#include <string>

using namespace telinject;

namespace {
std::uint64_t json(const std::string &s) {
  return rejected_in(Slice(s.data(), s.size()), true);
}
std::uint64_t protobuf(const std::string &s) {
  return rejected_in(Slice(s.data(), s.size()), false);
}
} // namespace

TEST_CASE("PartialSuccess: JSON", "[export]") {
  CHECK(json(R"({"partialSuccess":{"rejectedSpans":"17","errorMessage":"too many"}})") == 17);
  CHECK(json(R"({"partialSuccess":{"rejectedSpans":3}})") == 3);
  CHECK(json(R"({"partialSuccess":{"rejectedLogRecords":"5"}})") == 5);
  for (const char *none : {"", "{}", R"({"partialSuccess":{}})", R"({"partialSuccess":{"errorMessage":"hint"}})",
                           R"({"partialSuccess":{"rejectedSpans":"-1"}})", R"({"partialSuccess":7})", "<html>",
                           R"({"partialSuccess":{"rejectedSpans":"99999999999999999999"}})"})
    CHECK(json(none) == 0);
}

TEST_CASE("PartialSuccess: Protocol Buffers", "[export]") {
  using namespace std::string_literals;
  const std::string whole = "\x0a\x0d\x08\xac\x02\x12\x08too many"s;
  CHECK(protobuf(whole) == 300);
  CHECK(protobuf("\x12\x01x"s + whole) == 300);
  CHECK(protobuf("") == 0);
  CHECK(protobuf("\x0a\x00"s) == 0);
  for (std::size_t i = 0; i < whole.size(); ++i) // cut off anywhere
    CHECK((protobuf(whole.substr(0, i)) == 0 || i > 5));
  CHECK(protobuf("\x0a\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"s) == 0);
  CHECK(protobuf("\x0b"s) == 0);
}
