// Converts a compile command to arguments for Clang's parser.
#pragma once

#include <string>
#include <vector>

namespace telinject::rewrite {

// Selects the options to keep. Each value keeps fewer than the one before; the next is tried if Clang rejects an
// option.
enum class OptionSubset {
  all,      // all options of language, target and code generation
  types,    // options that change types, keywords or errors
  language, // -std, -x, and preprocessor options
};

// Disables warnings, removes outputs and dependency files, expands -Wp, and -Xpreprocessor, and raises limits of
// evaluation and nesting to GCC's. file: the source to parse. directory: base of relative paths.
std::vector<std::string> arguments_for_parse(const std::vector<std::string> &command, const std::string &file,
                                             const std::string &directory, OptionSubset subset = OptionSubset::all);

// Removes the options and values that a message of Clang's driver quotes. Returns false if there are none.
[[nodiscard]] bool drop_named_options(std::vector<std::string> &arguments,
                                      const std::vector<std::string> &option_words);

} // namespace telinject::rewrite
