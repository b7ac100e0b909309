// What the literal of a site says (telinject.h gives its form).  Pure: slices point into the text that was parsed.
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
  bool passes_caller = false; // behind its values
  std::size_t argument_count = 0;
  SiteArgument *arguments = nullptr;

  // What is told inside a function has these instead; codes is the head's.
  Slice text;
};

// arguments: room for Site::most_arguments.  A malformed literal gives what can be told of it.
Site parse_site(Slice text, SiteArgument *arguments);

// The name of the function alone.
Slice function_of_site(Slice text);

// The site of something inside a function: HEAD, FILE:LINE, TEXT.
Site parse_inner_site(Slice text);

// Text in front of the last `separator` and behind it; all of it and nothing where there is none.
void split_last(Slice text, Slice separator, Slice &before, Slice &behind);

// The enumerator's name for a value in decimal digits, empty where the table has none.
Slice enumerator_name(Slice table, Slice value);

// What stands between the braces of "e{0=RED,1=GREEN}".
Slice table_in_braces(Slice text);

// The type in a function name as the compiler spells it: "... [with T = std::vector<int>]" gives "std::vector<int>".
Slice type_of_pretty_name(Slice text);

} // namespace telinject
