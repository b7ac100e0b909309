// What the user asked of the constructs.  Knows no Clang, so that the command line can speak of it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace telinject {

// Filled from the command line and .telinject.json.
struct ConstructOptions {
  std::vector<std::string> events; // construct names wanted; empty means all
  std::string functions;           // ECMAScript regular expression on function_name; empty means all
  std::string skip_functions;      // likewise; wins over `functions`
  unsigned min_statements = 0;     // functions with fewer statements are skipped
  bool capture_arguments = true;
  bool capture_return_value = true;
  bool dereference_strings = false; // tell what a char pointer points at
  bool capture_ternary = false;     // ?: is a conditional too
  bool capture_ostream = false;     // tell what an object's operator<< prints
  std::vector<std::string> redact;  // further names that are secret
};

// The names of the constructs, in the order of constructs.def; what --events takes.
std::vector<std::string> construct_names();
bool is_construct(std::string_view name);

} // namespace telinject
