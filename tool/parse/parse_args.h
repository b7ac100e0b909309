// The compile's command as Clang's parser is to see it.
#pragma once

#include <string>
#include <vector>

namespace telinject {

// How much of the command is kept.  Each value keeps less than the one before; the next is for a Clang that refuses
// what is left.
enum class KeptOptions {
  all,         // every option of language, target and code generation
  of_types,    // those that change what a type, a keyword or a construct is
  of_language, // -std, -x, and the preprocessor's
};

// Warnings off, outputs and dependency files gone, -Wp, and -Xpreprocessor written as plain options, limits of
// evaluation and nesting raised to GCC's.  `file` is the source to parse; relative paths are looked up in `directory`.
std::vector<std::string> arguments_for_parse(const std::vector<std::string> &command, const std::string &file,
                                             const std::string &directory, KeptOptions kept = KeptOptions::all);

// Drops from `arguments` what a message of Clang's driver names: the options and values it puts in quotes.  False if
// there is no such option.
bool drop_named_options(std::vector<std::string> &arguments, const std::vector<std::string> &named);

} // namespace telinject
