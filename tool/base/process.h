// Running another program and waiting for it.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace telinject {

struct RunResult {
  int status = 127;    // exit status, or 128 + signal
  std::string errors;  // what it wrote to stderr, where that was kept
  int signal = 0;      // the signal that ended it, or 0
  int start_error = 0; // errno, where it could not be started
};

// Nothing for a value: the variable is removed.
using Variables = std::vector<std::pair<std::string, std::optional<std::string>>>;

// Searches PATH.  keep_errors: stderr is read and given back instead of shown.  A termination signal that arrives
// meanwhile ends the program and what it started, and then this process (termination.h).
RunResult run_program(const std::vector<std::string> &command, const Variables &variables, bool keep_errors);

// Becomes that program; returns errno, only where it cannot be started.
int become_program(const std::vector<std::string> &command);

// What to say of a program that could not be started.
std::string start_failure(const std::string &program, int error);

} // namespace telinject
