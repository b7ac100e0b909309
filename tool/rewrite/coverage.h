// Checks how much was instrumented: warns if nothing was, and implements --require.
#pragma once

#include "tool/base/diagnostics.h"
#include "tool/compiler/compiler_args.h"
#include "tool/rewrite/ledger.h"

#include <string>
#include <vector>

namespace telinject::rewrite {

// Result of a run over a compilation database.
struct RunCoverage {
  std::string build; // value of -p
  std::string root;
  size_t units = 0;
  size_t failed_units = 0;    // units that did not parse; errors have been reported
  bool reads_project = false; // at least one unit reads a file below the root
  Totals totals;
};

// Result of `telinject cc` for one compiled unit.
struct UnitCoverage {
  std::string file;
  std::string reason; // why the whole unit was skipped, as in the ledger, or ""
  std::string root;
  bool reads_project = true; // the unit reads a file below the root
  bool reported = false;     // a warning about it has been reported
  Totals totals;
};

// Fails if less than `required` percent of the candidates were instrumented; else returns a warning if nothing was. For
// a single unit, returns none if nothing was expected: no candidates, all deselected by the user, or a configure test.
[[nodiscard]] Result<Warning> check_coverage(const RunCoverage &run, unsigned required);
[[nodiscard]] Result<Warning> check_coverage(const UnitCoverage &unit, unsigned required);

// Returns "reason N, reason N", most frequent first.
std::string reasons_text(const std::map<std::string, size_t> &skipped);

// Removes the outputs of the command, so that the build does not continue with them.
void remove_outputs(const std::vector<std::string> &command, const CommandFacts &facts);

} // namespace telinject::rewrite
