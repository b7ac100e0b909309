// Runs other programs and waits for them.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace telinject::rewrite {

struct RunResult {
  int status = 127;    // exit status, or 128 + signal
  std::string errors;  // captured stderr, if requested
  int signal = 0;      // the signal that terminated it, or 0
  int start_error = 0; // errno if the program could not be started
};

// A variable without a value is removed from the environment.
using Variables = std::vector<std::pair<std::string, std::optional<std::string>>>;

// Searches PATH. keep_errors: captures stderr instead of passing it on. A termination signal ends the program, its
// children and then this process (termination.h).
[[nodiscard]] RunResult run_program(const std::vector<std::string> &command, const Variables &variables,
                                    bool keep_errors);

// Replaces this process by the program; returns errno if that fails.
[[nodiscard]] int exec_program(const std::vector<std::string> &command);

// Returns the message for a program that could not be started.
std::string start_failure(const std::string &program, int error);

} // namespace telinject::rewrite
