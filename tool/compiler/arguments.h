// A compiler command taken apart: which word is an option, a value or an input.
#pragma once

#include "tool/compiler/option_table.h"

#include <string>
#include <vector>

namespace telinject {

struct Argument {
  size_t first = 0;               // index of the word that holds the option, or the input
  size_t last = 0;                // index of the word that holds the value
  std::string option;             // short spelling without the value ("-I"); "" if this is an input
  std::string value;              // of the option, or the input
  const OptionRow *row = nullptr; // null for an input and for an option without a value

  bool is_input() const { return option.empty(); }
  // The whole in one word where the value is joined or missing: "-Wall", "-std=c99".
  std::string joined() const { return option + value; }
};

// The arguments behind the compiler, whose index is given.  Words behind "--" are inputs.
std::vector<Argument> take_apart(const std::vector<std::string> &command, size_t compiler);

// What -Wp,A,B and -Xpreprocessor A hand to the preprocessor, in their order.
std::vector<std::string> preprocessor_words(const std::vector<Argument> &arguments);

// Likewise, taken apart.  For the preprocessor, -MD and -MMD take a file.
std::vector<Argument> take_apart_preprocessor_words(const std::vector<std::string> &words);

// The index before which further options have to stand: that of "--", or the command's end.
size_t end_of_options(const std::vector<std::string> &command);

void append_options(std::vector<std::string> &command, const std::vector<std::string> &options);

} // namespace telinject
