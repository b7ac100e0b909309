// Tests which formats get the ids of a span behind them.
#include "catch.h"

#include "runtime/lifecycle/log_format.h"

#include <string>

using namespace telinject;

namespace {

constexpr const char *ids = "trace_id=0000000000000001000000000000000a span_id=00000000000000ff";

std::string appended(const std::string &format, std::size_t size = 2048) {
  Continued context;
  context.trace_high = 1;
  context.trace_low = 10;
  context.span = 255;
  std::string memory(size, 'x');
  return append_context(format.c_str(), context, memory.data(), size);
}

} // namespace

TEST_CASE("ids stand behind a format and before its line end") {
  CHECK(appended("order %d") == std::string("order %d ") + ids);
  CHECK(appended("order\n\n") == std::string("order ") + ids + "\n\n");
  CHECK(appended("") == ids);
  CHECK(appended("100%%") == std::string("100%% ") + ids);
  CHECK(appended("%m %-08.3lf %*d %2$s %hhx") == std::string("%m %-08.3lf %*d %2$s %hhx ") + ids);
}

TEST_CASE("formats that text behind them would change stay as they are") {
  for (const char *format : {"%n", "a %hhn b", "ends with %", "ends with %-8", "%%%ld%", "%1$n"})
    CHECK(appended(format) == format);
}

TEST_CASE("a format that leaves no room for ids stays as it is") {
  const std::string format(100, 'a');
  CHECK(appended(format, 100 + 1 + log_context_size + 1) == format + " " + ids);
  CHECK(appended(format, 100 + 1 + log_context_size) == format);
  Continued context;
  CHECK(append_context(nullptr, context, nullptr, 0) == nullptr);
}
