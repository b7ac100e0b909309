// Formats messages.
#include "tool/base/diagnostics.h"

#include <cstdio>

namespace telinject::rewrite {
namespace {

void report(const char *kind, const std::string &where, const std::string &text) {
  const std::string line = std::string("telinject: ") + kind + ": " + (where.empty() ? "" : where + ": ") + text + "\n";
  std::fwrite(line.data(), 1, line.size(), stderr);
}

} // namespace

void report_error(const std::string &where, const std::string &text) {
  report("error", where, text);
}
void report_error(const Failure &failure) {
  report_error(failure.where, failure.message);
  for (const Failure &further : failure.more)
    report_error(further);
}
void report_warning(const std::string &where, const std::string &text) {
  report("warning", where, text);
}
void report_warning(const Warning &warning) {
  if (!warning.message.empty())
    report_warning(warning.where, warning.message);
}

} // namespace telinject::rewrite
