// Formulates the messages about coverage.
#include "tool/rewrite/coverage.h"

#include "tool/compiler/compile_db.h"

#include <algorithm>
#include <filesystem>
#include <set>

namespace telinject::rewrite {
namespace {

size_t found_in_all(const Totals &totals) {
  size_t sum = 0;
  for (const auto &[name, counts] : totals.constructs)
    sum += counts.found;
  return sum;
}

bool falls_short(const Totals &totals, unsigned required) {
  return totals.instrumented() * 100 < required * found_in_all(totals);
}

std::string requirement_text(unsigned required) {
  return "; --require asks for " + std::to_string(required) + " percent";
}

std::string shortfall(const Totals &totals, unsigned required) {
  const size_t found = found_in_all(totals);
  return std::to_string(totals.instrumented()) + " of " + std::to_string(found) + " candidates were instrumented (" +
         reasons_text(totals.skipped) + ")" + requirement_text(required);
}

// Returns "what happened; what to do", or "" if something was instrumented.
std::string nothing_instrumented_reason(const RunCoverage &run) {
  const std::string reason = "nothing was instrumented: ";
  if (run.totals.instrumented() > 0)
    return "";
  if (run.units == 0)
    return reason + "the compilation database names no source; configure the build again, or name another -p";
  if (run.failed_units == run.units)
    return reason + "no unit was parsed; see docs/troubleshooting.md";
  if (!run.reads_project)
    return reason + "no unit reads a file below the root " + run.root + "; name the project's folder with --root";
  if (found_in_all(run.totals) > 0)
    return reason + "every candidate was skipped (" + reasons_text(run.totals.skipped) +
           "); docs/limitations.md explains the reasons";
  return reason + "no candidate was found below the root " + run.root + "; check --root and --events";
}

// Reasons chosen by the user or stated in the source.
bool is_deliberate(const std::string &reason) {
  static const std::set<std::string> reasons = {
      "not-selected", "excluded",         "opted-out",         "too-few-statements",
      "trivial",      "function-skipped", "enclosing-skipped", "no_instrument_function"};
  return reasons.count(reason) > 0;
}

// Configure tests often compile /dev/null or an empty file.
bool has_text(const std::string &file) {
  std::error_code failed;
  return std::filesystem::is_regular_file(file, failed) && std::filesystem::file_size(file, failed) > 0 && !failed;
}

// Returns "what happened; what to do", or "" if something was instrumented or nothing was expected.
std::string nothing_instrumented_reason(const UnitCoverage &unit) {
  if (!unit.reason.empty())
    return "not instrumented: " + unit.reason + "; docs/limitations.md explains the reasons";
  if (!unit.reads_project)
    return "not instrumented: it reads no file below the root " + unit.root + "; name the project's folder with --root";
  const bool only_deliberate = std::all_of(unit.totals.skipped.begin(), unit.totals.skipped.end(),
                                           [](const auto &skipped) { return is_deliberate(skipped.first); });
  if (unit.totals.instrumented() > 0 || only_deliberate)
    return "";
  return "nothing of it was instrumented (" + reasons_text(unit.totals.skipped) +
         "); docs/limitations.md explains the reasons";
}

} // namespace

std::string reasons_text(const std::map<std::string, size_t> &skipped) {
  std::vector<std::pair<std::string, size_t>> sorted(skipped.begin(), skipped.end());
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto &a, const auto &b) { return a.second > b.second; });
  std::string text;
  for (const auto &[reason, n] : sorted)
    text += (text.empty() ? "" : ", ") + reason + " " + std::to_string(n);
  return text;
}

Result<Warning> check_coverage(const RunCoverage &run, unsigned required) {
  const std::string reason = nothing_instrumented_reason(run);
  const std::string where = run.units == 0 ? run.build : "";
  if (required > 0 && !reason.empty())
    return Failure{reason + requirement_text(required), where};
  if (falls_short(run.totals, required))
    return Failure{shortfall(run.totals, required) + ", --list names each site that was skipped", where};
  const bool is_explained = run.units > 0 && run.failed_units == run.units;
  return is_explained ? Warning() : Warning{reason, where};
}

Result<Warning> check_coverage(const UnitCoverage &unit, unsigned required) {
  if (unit.reason == "configure-probe" || !has_text(unit.file))
    return Warning();
  const std::string reason = nothing_instrumented_reason(unit);
  if (required > 0 && !reason.empty())
    return Failure{reason + requirement_text(required), unit.file};
  if (falls_short(unit.totals, required))
    return Failure{shortfall(unit.totals, required) + ", and the ledger has the reasons", unit.file};
  return unit.reported ? Warning() : Warning{reason, unit.file};
}

void remove_outputs(const std::vector<std::string> &command, const CommandFacts &facts) {
  namespace fs = std::filesystem;
  std::vector<fs::path> outputs;
  if (const std::string named = output_of(command); !named.empty())
    outputs.emplace_back(named);
  else if (facts.links || facts.relocatable_link)
    outputs.emplace_back("a.out");
  else
    for (const size_t source : facts.sources)
      outputs.push_back(fs::path(command[source]).filename().replace_extension(".o"));
  for (const fs::path &output : outputs) {
    std::error_code ignored;
    if (fs::is_regular_file(output, ignored))
      fs::remove(output, ignored);
  }
}

} // namespace telinject::rewrite
