// Parses options with the option table.
#include "tool/compiler/arguments.h"

#include <algorithm>

namespace telinject::rewrite {
namespace {

constexpr OptionRow kDependencyFile{"-MD", kPath | kSeparate | kOutput};

Argument input_at(const std::vector<std::string> &words, size_t i) {
  return {i, i, "", words[i], nullptr};
}

// Returns the option at index i, with the next word if that is its value.
Argument option_at(const std::vector<std::string> &words, size_t i, bool for_preprocessor) {
  bool takes_next = false;
  const std::string word = short_spelling(words[i], takes_next);
  const OptionRow *row = find_option(word);
  if (for_preprocessor && (word == "-MD" || word == "-MMD"))
    row = &kDependencyFile;
  if (row || takes_next) {
    if (!row)
      row = find_joined_option(word + "x"); // "--std c99"
    if (i + 1 < words.size())
      return {i, i + 1, word, words[i + 1], row};
    return {i, i, word, "", row};
  }
  row = find_joined_option(word);
  const size_t name = row ? row->name.size() : word.size();
  return {i, i, word.substr(0, name), word.substr(name), row};
}

std::vector<Argument> split_arguments(const std::vector<std::string> &words, size_t from, bool for_preprocessor) {
  std::vector<Argument> arguments;
  bool only_inputs = false;
  for (size_t i = from; i < words.size(); ++i) {
    if (!only_inputs && words[i] == "--") {
      only_inputs = true;
    } else if (only_inputs || words[i].empty() || words[i] == "-" || words[i][0] != '-') {
      arguments.push_back(input_at(words, i));
    } else {
      arguments.push_back(option_at(words, i, for_preprocessor));
      i = arguments.back().last;
    }
  }
  return arguments;
}

} // namespace

std::vector<Argument> split_arguments(const std::vector<std::string> &command, size_t compiler) {
  return split_arguments(command, compiler + 1, false);
}

std::vector<std::string> preprocessor_words(const std::vector<Argument> &arguments) {
  std::vector<std::string> words;
  for (const Argument &argument : arguments) {
    if (argument.option == "-Xpreprocessor")
      words.push_back(argument.value);
    if (!argument.option.starts_with("-Wp,"))
      continue;
    for (size_t at = 4; at <= argument.option.size();) {
      const size_t comma = std::min(argument.option.find(',', at), argument.option.size());
      words.push_back(argument.option.substr(at, comma - at));
      at = comma + 1;
    }
  }
  return words;
}

std::vector<Argument> split_preprocessor_arguments(const std::vector<std::string> &words) {
  return split_arguments(words, 0, true);
}

size_t end_of_options(const std::vector<std::string> &command) {
  for (size_t i = 1; i < command.size(); ++i) {
    if (command[i] == "--")
      return i;
    bool takes_next = false;
    const std::string word = short_spelling(command[i], takes_next);
    if (takes_next || find_option(word))
      ++i;
  }
  return command.size();
}

void append_options(std::vector<std::string> &command, const std::vector<std::string> &options) {
  command.insert(command.begin() + static_cast<std::ptrdiff_t>(end_of_options(command)), options.begin(),
                 options.end());
}

} // namespace telinject::rewrite
