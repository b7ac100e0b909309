// Lists the options of GCC and Clang that take a value, and GCC's long spellings of short options.
#pragma once

#include <string>
#include <string_view>

namespace telinject::rewrite {

// Kind of an option's value, and how it is written.
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
  bool has(OptionTrait trait) const noexcept { return (traits & trait) != 0; }
};

// Returns the row with this exact name; null if there is none.
const OptionRow *find_option(std::string_view word);

// Returns the row of an option with a joined value, as in "-Idir"; null if the word is none.
const OptionRow *find_joined_option(std::string_view word);

// Returns the short spelling: "--define-macro=X" becomes "-DX", "--no-common" becomes "-fno-common". Other words are
// unchanged. Sets takes_next if the next word is the value of a long spelling.
std::string short_spelling(const std::string &word, bool &takes_next);

} // namespace telinject::rewrite
