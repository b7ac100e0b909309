// --require and the warning that nothing was instrumented: when they fail or warn, and what they name.
#include "catch.h"

#include "tool/rewrite/coverage.h"

#include <string>

using telinject::rewrite::check_coverage;
using telinject::rewrite::RunCoverage;
using telinject::rewrite::Totals;
using telinject::rewrite::UnitCoverage;

namespace {

Totals totals(size_t found, size_t instrumented, const std::string &reason) {
  Totals made;
  made.constructs["functions"] = {found, instrumented};
  if (found > instrumented)
    made.skipped[reason] = found - instrumented;
  return made;
}

RunCoverage run_of(Totals of) {
  return {"build", "/root", 2, 0, true, std::move(of)};
}

// A source that exists and has text.
const std::string kSource = TELINJECT_TEST_SOURCE_DIR "/docs/examples/demo/main.cpp";

UnitCoverage unit_of(Totals of) {
  return {kSource, "", "/root", true, false, std::move(of)};
}

} // namespace

TEST_CASE("Coverage: a run is measured against --require", "[coverage]") {
  CHECK(check_coverage(run_of(totals(4, 3, "opted-out")), 75));
  const auto short_of = check_coverage(run_of(totals(4, 3, "opted-out")), 76);
  REQUIRE_FALSE(short_of);
  CHECK(short_of.error().starts_with("3 of 4 candidates were instrumented (opted-out 1)"));
  CHECK(short_of.failure().where.empty());
}

TEST_CASE("Coverage: a run without instrumentation warns, and fails with --require", "[coverage]") {
  const RunCoverage nothing = run_of(totals(2, 0, "opted-out"));
  const auto covered = check_coverage(nothing, 0);
  REQUIRE(covered);
  CHECK(covered->message.starts_with("nothing was instrumented: every candidate was skipped (opted-out 2)"));
  CHECK_FALSE(check_coverage(nothing, 1));
  RunCoverage unparsed = nothing;
  unparsed.failed_units = unparsed.units; // each has its own error already
  CHECK(check_coverage(unparsed, 0)->message.empty());
  RunCoverage empty = nothing;
  empty.units = 0;
  CHECK(check_coverage(empty, 0)->where == "build");
}

TEST_CASE("Coverage: a unit warns unless the user deselected everything", "[coverage]") {
  CHECK(check_coverage(unit_of(totals(1, 0, "from-macro")), 0)->where == kSource);
  CHECK(check_coverage(unit_of(totals(1, 1, "")), 0)->message.empty());
  for (const char *reason : {"not-selected", "excluded", "too-few-statements", "trivial", "opted-out"}) {
    INFO(reason);
    CHECK(check_coverage(unit_of(totals(1, 0, reason)), 0)->message.empty());
    CHECK_FALSE(check_coverage(unit_of(totals(1, 0, reason)), 1));
  }
  UnitCoverage reported = unit_of(totals(1, 0, "from-macro"));
  reported.reported = true;
  CHECK(check_coverage(reported, 0)->message.empty());
  UnitCoverage probe = unit_of(totals(1, 0, "from-macro"));
  probe.reason = "configure-probe";
  CHECK(check_coverage(probe, 100));
}
