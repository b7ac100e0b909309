// Settings that the command line or .telinject.json may set. Unset members are distinguishable, so that one source can
// override the other.
#pragma once

#include "matchers/aspect.h"
#include "matchers/construct_options.h"
#include "tool/base/result.h"

#include <optional>
#include <string>
#include <vector>

namespace telinject::rewrite {

// full: everything, to debug a program; service: what a person who runs a service wants (profiles.h).
enum class Profile { full, service };

struct Settings {
  std::optional<Profile> profile;
  std::optional<std::vector<std::string>> events, include, exclude, redact;
  std::optional<std::string> functions, skip_functions;
  std::optional<MinStatements> min_statements;
  std::optional<bool> arguments, return_value, dereference_strings, ternary, ostream, what;
  std::optional<bool> raises_inliner_limits; // not in .telinject.json
  std::optional<unsigned> max_value_bytes, max_iterations_logged;
  std::vector<Aspect> aspects;
  std::vector<std::string> files; // absolute paths of the files read
};

// Limits shared by all validators.
inline constexpr size_t kMaxExpressionLength = 1000;
inline constexpr unsigned kMaxValueBytes = 256; // the runtime's limit
inline constexpr unsigned kMaxCount = 1000000000;

// Reads the value of --min-statements: a whole number, or "auto".
Result<MinStatements> parse_min_statements(const std::string &text);
// Checks that the text is a usable regular expression.
Result<void> check_expression(const std::string &text);
// Checks several expressions, joined by '|'.
Result<void> check_joined_expression(const std::string &joined);

} // namespace telinject::rewrite
