// Maps paths in options, inputs and preprocessor words.
#include "tool/compiler/command_paths.h"

#include "tool/compiler/arguments.h"
#include "tool/compiler/compiler_word.h"

namespace telinject::rewrite {
namespace {

// Replaces the paths of these arguments in the words that hold them.
void map_paths(const std::vector<Argument> &arguments, const MapPath &map, std::vector<std::string> &words) {
  for (const Argument &argument : arguments) {
    std::string &word = words[argument.last];
    const bool is_path = argument.is_input() ? !argument.value.empty() && argument.value != "-"
                                             : argument.row && argument.row->has(kPath) && !argument.value.empty();
    if (is_path)
      word = word.substr(0, word.size() - argument.value.size()) +
             map(argument.value, argument.row && argument.row->has(kOutput));
  }
}

} // namespace

std::vector<std::string> with_paths_mapped(const std::vector<std::string> &command, const MapPath &map) {
  std::vector<std::string> words = command;
  const std::vector<Argument> arguments = split_arguments(command, compiler_index(command));
  map_paths(arguments, map, words);
  std::vector<std::string> nested = preprocessor_words(arguments);
  map_paths(split_preprocessor_arguments(nested), map, nested);
  // Write the words back in the same order.
  auto next = nested.begin();
  for (const Argument &argument : arguments) {
    if (argument.option == "-Xpreprocessor") {
      words[argument.last] = *next++;
    } else if (argument.option.starts_with("-Wp,")) {
      const size_t parts = preprocessor_words({argument}).size();
      std::string word = "-Wp";
      for (size_t i = 0; i < parts; ++i)
        word += "," + *next++;
      words[argument.last] = word;
    }
  }
  return words;
}

} // namespace telinject::rewrite
