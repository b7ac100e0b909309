// The options of GCC and Clang that take a value, and GCC's long spellings of short ones.
#pragma once

#include <string>
#include <string_view>

namespace telinject {

// What a value is, and in which forms it is written.
enum OptionTrait : unsigned {
  kPath = 1,     // the value is a path
  kParse = 2,    // the parser needs the option
  kSeparate = 4, // "-I dir"
  kJoined = 8,   // "-Idir"; a name that ends in '=' is always joined
  kOutput = 16,  // the compiler writes the file
};

struct OptionRow {
  std::string_view name;
  unsigned traits;
  bool has(OptionTrait trait) const { return (traits & trait) != 0; }
};

// The row whose name is the word; null if the word is not such an option.
const OptionRow *find_option(std::string_view word);

// The row of an option whose value is joined to it, as in "-Idir"; null if the word is not one.
const OptionRow *find_joined_option(std::string_view word);

// A word in the short spelling: "--define-macro=X" becomes "-DX", "--no-common" becomes "-fno-common".  Other words
// are returned as they are.  Sets takes_next where the word is a long spelling whose value is the next word.
std::string short_spelling(const std::string &word, bool &takes_next);

} // namespace telinject
