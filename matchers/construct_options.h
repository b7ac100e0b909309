// Options of the constructs. Independent of Clang, so that the command line can use this header.
#pragma once

#include "matchers/aspect.h"

#include <string>
#include <string_view>
#include <vector>

namespace telinject::rewrite {

// --min-statements N, or auto.
struct MinStatements {
  unsigned count = 0;         // functions with fewer statements are skipped
  bool skips_trivial = false; // getters, setters, forwarding wrappers … are skipped (trivial_function.h)
  bool operator==(const MinStatements &) const = default;
};

// Filled from the command line and .telinject.json.
struct ConstructOptions {
  std::vector<std::string> events; // names of the constructs to run; empty: all
  std::string functions;           // ECMAScript regular expression that function_name must match; empty: all
  std::string skip_functions;      // regular expression of excluded functions; overrides `functions`
  MinStatements min_statements;
  std::vector<std::string> include, exclude; // globs on the path relative to the root
  bool capture_arguments = true;
  bool capture_return_value = true;
  bool dereference_strings = false; // record the text that a char pointer points to
  bool capture_ternary = false;     // instrument the conditional operator ?:
  bool capture_ostream = false;     // record the output of an object's operator<<
  bool split_functions = true;      // split C functions into a plain and an instrumented copy (split_function.h)
  bool second_bodies = false;       // the same for functions of C++ (second_body.h)
  std::vector<std::string> redact;  // additional names whose values are redacted
  std::vector<Aspect> aspects;      // the first one that matches a call counts
};

// Returns the names of the constructs in the order of constructs.def.
std::vector<std::string> construct_names();
[[nodiscard]] bool is_construct(std::string_view name);
// The names that --events takes: those, and the kinds of calls, http and database.
std::vector<std::string> event_names();
[[nodiscard]] bool is_event(std::string_view name);

} // namespace telinject::rewrite
