// The only speller of the runtime's names: the text of every insertion.
#pragma once

#include "value_codes.h"

#include <string>
#include <vector>

namespace telinject {

struct FunctionText {
  unsigned depth = 1;           // numbers the guard
  bool is_constexpr = false;    // tells what happens at run time only
  unsigned lines_above = 0;     // how far above the '{' the function's name stands
  std::string name;             // qualified
  std::string return_type;      // for people; "" for void
  std::vector<CapturedValue> arguments;
};

// " TELINJECT_FUNCTION(1, "ii", "add(a, b) -> int", a, b)"
std::string emit_function(const FunctionText& function);

// " TELINJECT_RETURN(1, int)" and " TELINJECT_RETURNED(1, "i")"
std::string emit_return(unsigned depth, const std::string& type);
std::string emit_returned(unsigned depth, const std::string& code);

}  // namespace telinject
