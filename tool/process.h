// Running another program and waiting for it.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace telinject {

struct RunResult {
  int status = 127;   // exit status, or 128 + signal
  std::string errors; // what it wrote to stderr, where that was kept
};

using Variables = std::vector<std::pair<std::string, std::string>>;

// Searches PATH.  keep_errors: stderr is read and given back instead of shown.
RunResult run_program(const std::vector<std::string> &command, const Variables &variables, bool keep_errors);

// Becomes that program; returns only where it cannot be started.
void become_program(const std::vector<std::string> &command);

} // namespace telinject
