// Tests the attributes of the process context, which other programs decode.
#include "catch.h"

#include "runtime/lifecycle/process_context.h"

#include <string>

using namespace telinject;

namespace {

std::string attributes(const Config &config) {
  char memory[4096];
  TextBuffer out(memory, sizeof memory);
  put_process_attributes(config, out);
  return std::string(out.slice().data, out.slice().size);
}

} // namespace

TEST_CASE("the process context has the service and how threads publish theirs") {
  Config config;
  config.service_name = "shop";
  const std::string bytes = attributes(config);
  // Resource { KeyValue { key: "service.name", value: AnyValue { string_value: "shop" } } }
  CHECK(bytes.find(std::string("\x0a\x16\x0a\x0cservice.name\x12\x06\x0a\x04shop", 24)) == 0);
  CHECK(bytes.find("\x12\x10\x0a\x0etlsdesc_v1_dev") != std::string::npos);
  // value: AnyValue { array_value: ArrayValue { values: AnyValue { string_value } } }
  CHECK(bytes.find("threadlocal.attribute_key_map\x12\x18\x2a\x16\x0a\x14\x0a\x12"
                   "code.function.name") != std::string::npos);
  CHECK(bytes.find("service.version") == std::string::npos);
}

TEST_CASE("sizes above 127 take two bytes, and what is too long is left out") {
  const std::string longer(200, 'n'), longest(2000, 'n');
  Config config;
  config.service_name = Slice(longer.data(), longer.size());
  CHECK(attributes(config).find("\x12\xcb\x01\x0a\xc8\x01" + longer) != std::string::npos);
  config.service_name = Slice(longest.data(), longest.size());
  CHECK(attributes(config).find("service.name") == std::string::npos);
}
