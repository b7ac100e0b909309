// Tests the parser of control files and its error messages.
#include "catch.h"

#include "runtime/backend/control.h"
#include "runtime/config/function_filter.h"

#include <string>

using namespace telinject;

namespace {

struct ParsedControl {
  explicit ParsedControl(const std::string &file, bool enabled = false, Config start = {}) {
    telinject::TextBuffer out(memory, sizeof memory);
    good = read_control(telinject::Slice(file.data(), file.size()), start, enabled, control, out);
    problem.assign(out.slice().data, out.size());
  }
  char memory[400];
  ControlFile control;
  bool good = false;
  std::string problem;
};

} // namespace

TEST_CASE("Control file: a control file overrides what it speaks of, and nothing else", "[control]") {
  Config start;
  start.debug_events = false;
  start.budget_percent = 0;
  const ParsedControl nothing("# a comment\n\n", true, start);
  REQUIRE(nothing.good);
  CHECK(nothing.control.enabled);
  CHECK_FALSE(nothing.control.config.debug_events);
  CHECK(nothing.control.config.budget_percent == 0);
  const ParsedControl all("TELEMETRY_ENABLED = "
                          "on\r\n\tTELEMETRY_LEVEL=debug\nTELEMETRY_BUDGET=5\nTELEMETRY_MAX_EVENTS=700\nSAMPLE_RATE=0."
                          "25\nTELEMETRY_FUNCTIONS=-^leaf$",
                          false, start);
  REQUIRE(all.good);
  CHECK(all.control.enabled);
  CHECK(all.control.config.debug_events);
  CHECK(all.control.config.budget_percent == 5);
  CHECK(all.control.config.max_lines_per_second == 700);
  CHECK(all.control.config.sample_rate.numerator == 25);
  CHECK(all.control.config.sample_threshold == 3ull << 54);
  function_filter_use();
  CHECK_FALSE(function_filter_matches("leaf"));
  CHECK(function_filter_matches("root"));
  REQUIRE(ParsedControl("").good);
  function_filter_use();
  CHECK(function_filter_matches("leaf"));
}

TEST_CASE("Control file: a caller's decision is not overruled", "[control]") {
  Config start;
  start.has_parent = true;
  start.sample_threshold = ~std::uint64_t{0};
  const ParsedControl parsed("SAMPLE_RATE=1\n", true, start);
  REQUIRE(parsed.good);
  CHECK(parsed.control.config.sample_threshold == ~std::uint64_t{0});
}

TEST_CASE("Control file: what is wrong with a control file is said", "[control]") {
  CHECK(ParsedControl("x").problem == "line 1: x: is not NAME=value");
  CHECK(ParsedControl("\n\nDEBUG=1").problem == "line 3: DEBUG: not a run-time setting");
  CHECK(ParsedControl("TELEMETRY_LEVEL=info\nTELEMETRY_LEVEL=info").problem == "line 2: TELEMETRY_LEVEL: stands twice");
  CHECK(ParsedControl("TELEMETRY_LEVEL=x\nSAMPLE_RATE=2").problem == "TELEMETRY_LEVEL=x: neither debug nor info");
  CHECK(ParsedControl("SAMPLE_RATE=2").problem == "SAMPLE_RATE=2: not a number from 0 to 1");
  CHECK(ParsedControl("TELEMETRY_FUNCTIONS=a").problem ==
        "TELEMETRY_FUNCTIONS=a: each expression needs a + or - in front");
  CHECK_FALSE(ParsedControl(std::string(4096, 'a')).good);
  CHECK_FALSE(ParsedControl(std::string("SAMPLE_RATE=") + std::string(4000, '1')).good);
  CHECK_FALSE(ParsedControl(std::string("\0\0=", 3)).good);
}
