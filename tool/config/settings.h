// What the command line or .telinject.json may say, and whether it said it: so that one can win over the other.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace telinject {

// The places of a call that an aspect may speak of, in the form that its check has established (docs/configuration.md).
struct AspectAttribute {
  std::string name;     // "db.statement"
  std::string constant; // its value, where it is one
  int argument = -1;    // else the number of the call's argument, from 0
};

struct Aspect {
  std::string function, kind, error_result;
  std::vector<AspectAttribute> attributes;
};

struct Settings {
  std::optional<std::vector<std::string>> events, include, exclude, redact;
  std::optional<std::string> functions, skip_functions;
  std::optional<unsigned> min_statements;
  std::optional<bool> arguments, return_value, dereference_strings, ternary, ostream, what;
  std::optional<unsigned> max_value_bytes, max_iterations_logged;
  std::vector<Aspect> aspects;
  std::vector<std::string> files; // the files that hold all this, absolute
};

// The limits of what may be said, shared by all who check it.
inline constexpr size_t kLongestExpression = 1000;
inline constexpr unsigned kMostValueBytes = 256; // what the runtime keeps of a value
inline constexpr unsigned kMostCount = 1000000000;

// "" where the text is a regular expression that can be used; else "what is wrong; what to do".
std::string check_expression(const std::string &text);
// Likewise of several, joined by '|'.
std::string check_expressions_together(const std::string &joined);

} // namespace telinject
