// Messages to the person at the terminal.  Two kinds: an error (something asked for was not done, the exit code says
// so) and a warning (all was done, and there is something to know).
#pragma once

#include <string>

namespace telinject {

// where: "file:line:col", "file" or "".  Written as one line: "telinject: error: where: what; remedy".
void report_error(const std::string &where, const std::string &what_and_remedy);
void report_warning(const std::string &where, const std::string &what_and_remedy);

} // namespace telinject
