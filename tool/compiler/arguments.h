// Splits a compiler command into options, values and inputs.
#pragma once

#include "tool/compiler/option_table.h"

#include <string>
#include <vector>

namespace telinject::rewrite {

struct Argument {
  size_t first = 0;               // index of the word with the option or input
  size_t last = 0;                // index of the word with the value
  std::string option;             // short spelling without the value ("-I"); "" if this is an input
  std::string value;              // value of the option, or the input
  const OptionRow *row = nullptr; // null for inputs and for options without a value

  bool is_input() const noexcept { return option.empty(); }
  // Returns option and value as one word if they are joined: "-Wall", "-std=c99".
  std::string joined() const { return option + value; }
};

// Returns the arguments after the compiler, whose index is given. Words after "--" are inputs.
std::vector<Argument> split_arguments(const std::vector<std::string> &command, size_t compiler);

// Returns the words that -Wp,A,B and -Xpreprocessor A pass to the preprocessor, in order.
std::vector<std::string> preprocessor_words(const std::vector<Argument> &arguments);

// Splits such words. For the preprocessor, -MD and -MMD take a file name.
std::vector<Argument> split_preprocessor_arguments(const std::vector<std::string> &words);

// Returns the index before which further options must be inserted: that of "--", or the end of the command.
size_t end_of_options(const std::vector<std::string> &command);

// Appends options to a command: at its end, or before a "--", after which a compiler treats every word as an input.
void append_options(std::vector<std::string> &command, const std::vector<std::string> &options);

} // namespace telinject::rewrite
