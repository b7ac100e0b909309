// Parses site literals (telinject.h defines the grammar).  Pure: slices refer to the parsed text.
#pragma once

#include "runtime/base/text.h"

namespace telinject {

struct SiteArgument {
  char code = 'o';
  Slice name;
  Slice type;  // after "name:", for codes n, o and v
  Slice table; // "0=RED,1=GREEN" of an enumeration (codes e, E, u, m); "ms" for q
};

struct Site {
  static constexpr std::size_t max_arguments = 128;

  Slice codes;
  Slice language; // "GCC 12.2.0 C++17"
  Slice file;
  std::uint64_t line = 0; // of the function's name
  Slice function;
  Slice return_type; // empty: returns nothing
  bool is_coroutine = false;
  bool passes_caller = false; // after its values
  std::size_t argument_count = 0;
  SiteArgument *arguments = nullptr;

  // Sites inside a function set only codes (from HEAD), file, line and text.
  Slice text;
};

// arguments: room for Site::max_arguments.  Reads a malformed literal as far as it follows the grammar.
Site parse_site(Slice text, SiteArgument *arguments);

// Returns the name of the function only.
Slice function_of_site(Slice text);

// Parses the site of a construct inside a function: HEAD, FILE:LINE, TEXT.
Site parse_inner_site(Slice text);

// Splits at the last `separator`; if there is none, `before` is all of the text and `behind` is empty.
void split_last(Slice text, Slice separator, Slice &before, Slice &behind);

// Returns the enumerator's name for a value in decimal digits; empty if the table does not have it.
Slice enumerator_name(Slice table, Slice value);

// Returns the text between the braces of "e{0=RED,1=GREEN}".
Slice table_in_braces(Slice text);

// Extracts the type from a function name in the compiler's spelling: "... [with T = std::vector<int>]" gives
// "std::vector<int>".
Slice type_of_pretty_name(Slice text);

} // namespace telinject
