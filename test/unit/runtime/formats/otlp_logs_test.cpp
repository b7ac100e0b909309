// Log records of exceptions in batches of OTLP: where they stand, what a full buffer does, and what begins a batch.
#include "catch.h"
#include "otlp_message.h"

#include "runtime/formats/otlp_logs.h"

#include <memory>
#include <string>

using namespace telinject;

namespace {

constexpr std::size_t size = otlp::LogRecords::max_size;

struct Thrown {
  Thrown() {
    cached.site.function = "f";
    cached.site.file = "f.cpp";
    cached.site.line = 7;
    exit.type = EventType::function_exit;
    exit.site = &cached;
    exit.flags = record_raised;
    exit.context.trace_high = 1;
    exit.context.trace_low = 2;
    exit.context.span = 0x0304;
    error.type = "std::runtime_error";
    error.message = "no \"stock\"";
  }
  CachedSite cached;
  Event exit{};
  ErrorText error;
};

std::string text_of(const otlp::LogRecords &logs) {
  return std::string(logs.text().data, logs.text().size);
}

} // namespace

TEST_CASE("LogRecords: an exception has the ids of its span, a severity, a body and its place", "[formats]") {
  const auto memory = std::make_unique<char[]>(size);
  otlp::LogRecords logs(otlp::Encoding::json, memory.get());
  Thrown thrown;
  REQUIRE(logs.put_exception(thrown.exit, thrown.error, 5));
  CHECK(logs.count() == 1);
  CHECK(text_of(logs) == R"({"timeUnixNano":"5","observedTimeUnixNano":"5","severityNumber":17,"severityText":"ERROR",)"
                         R"("body":{"stringValue":"no \"stock\""},"attributes":[)"
                         R"({"key":"exception.type","value":{"stringValue":"std::runtime_error"}},)"
                         R"({"key":"exception.message","value":{"stringValue":"no \"stock\""}},)"
                         R"({"key":"code.function.name","value":{"stringValue":"f"}},)"
                         R"({"key":"code.file.path","value":{"stringValue":"f.cpp"}},)"
                         R"({"key":"code.line.number","value":{"intValue":"7"}}],"flags":1,)"
                         R"("traceId":"00000000000000010000000000000002","spanId":"0000000000000304"},)");
  thrown.exit.kind = SpanKind::try_block;
  thrown.exit.flags |= record_caught;
  logs.clear();
  REQUIRE(logs.put_exception(thrown.exit, thrown.error, 5));
  CHECK(text_of(logs).find(R"("severityNumber":13,"severityText":"WARN")") != std::string::npos);
}

TEST_CASE("LogRecords: in protobuf, a record is a field of its scope", "[formats]") {
  const auto memory = std::make_unique<char[]>(size);
  otlp::LogRecords logs(otlp::Encoding::protobuf, memory.get());
  const Thrown thrown;
  REQUIRE(logs.put_exception(thrown.exit, thrown.error, 5));
  REQUIRE(logs.put_exception(thrown.exit, thrown.error, 6));
  const std::string text = text_of(logs);
  const auto records = otlp_message::fields(text, 2);
  REQUIRE(records.size() == 2);
  CHECK(otlp_message::fields(records[0], 10).at(0) == std::string("\0\0\0\0\0\0\3\4", 8));
  CHECK(otlp_message::fields(records[1], 9).at(0).size() == 16);
  CHECK(otlp_message::fields(otlp_message::fields(records[0], 5).at(0), 1).at(0) == "no \"stock\"");
}

TEST_CASE("LogRecords: what has no room is refused, and a record can be taken back", "[formats]") {
  const auto memory = std::make_unique<char[]>(size);
  otlp::LogRecords logs(otlp::Encoding::json, memory.get());
  const Thrown thrown;
  std::uint64_t count = 0;
  while (logs.put_exception(thrown.exit, thrown.error, 5))
    REQUIRE(++count < size);
  CHECK(logs.count() == count);
  CHECK(text_of(logs).ends_with("},"));
  logs.clear();
  CHECK(logs.text().empty());
  REQUIRE(logs.put_exception(thrown.exit, thrown.error, 5));
  const otlp::LogRecords::Position before = logs.position();
  const std::string text = text_of(logs);
  REQUIRE(logs.put_exception(thrown.exit, thrown.error, 6));
  logs.rewind(before);
  CHECK(text_of(logs) == text);
  CHECK(logs.count() == 1);
}
