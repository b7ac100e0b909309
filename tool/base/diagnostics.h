// Writes messages to stderr. An error means that a request was not carried out (see the exit code); a warning means
// that it was, with something the user should know.
#pragma once

#include "tool/base/result.h"

#include <string>

namespace telinject::rewrite {

// Writes one line "telinject: error: where: what; remedy". where: "file:line:col", "file" or "".
void report_error(const std::string &where, const std::string &what_and_remedy);
// Writes a line for each failure.
void report_error(const Failure &failure);
void report_warning(const std::string &where, const std::string &what_and_remedy);

// A warning that the caller reports. message "": there is none.
struct Warning {
  std::string message;
  std::string where = {};
};
void report_warning(const Warning &warning);

} // namespace telinject::rewrite
