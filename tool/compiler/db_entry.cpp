// Selects a command of a shell list and expands it.
#include "tool/compiler/db_entry.h"

#include "tool/base/files.h"
#include "tool/compiler/arguments.h"
#include "tool/compiler/compiler_args.h"
#include "tool/compiler/compiler_word.h"
#include "tool/compiler/response_file.h"
#include "tool/compiler/shell_words.h"

#include <algorithm>

namespace telinject::rewrite {
namespace {

constexpr int kMaxShells = 4; // "sh -c" nested in "sh -c"

// Converts the shell's "FOO=1 gcc …" to "env FOO=1 gcc …".
std::vector<std::string> with_env(std::vector<std::string> words) {
  const auto first = std::find_if_not(words.begin(), words.end(), is_assignment);
  if (first != words.begin() && first != words.end())
    words.insert(words.begin(), "env");
  return words;
}

bool is_shell(const std::string &program) {
  const std::string name = program.substr(program.rfind('/') + 1);
  return name == "sh" || name == "bash" || name == "dash";
}

// Detects options without a compile. -S and -fsyntax-only still read the whole source.
bool compiles_nothing(const std::vector<Argument> &arguments) {
  return std::any_of(arguments.begin(), arguments.end(), [](const Argument &argument) {
    for (const char *flag : {"-E", "-M", "-MM", "-###", "--version", "--help", "-dumpversion", "-dumpmachine",
                             "--precompile", "-fmodule-only"})
      if (argument.option == flag)
        return true;
    return argument.option.starts_with("-print-") || argument.option.starts_with("--print-");
  });
}

bool compiles_file(const std::vector<std::string> &words, const std::string &file, const std::string &directory) {
  const CommandFacts facts = facts_of(words);
  if (changes_folder(words))
    return false;
  const std::vector<Argument> arguments = split_arguments(words, facts.compiler);
  const bool asks_for_object =
      std::any_of(arguments.begin(), arguments.end(), [](const Argument &a) { return a.option == "-c"; });
  if ((!is_compiler_name(words[facts.compiler]) && !asks_for_object) || compiles_nothing(arguments))
    return false;
  if (const auto index = index_of_source(words, file, directory))
    return std::find(facts.sources.begin(), facts.sources.end(), *index) != facts.sources.end();
  // The file is part of a named source, or the command omits its input.
  return is_source_name(file) && (!facts.sources.empty() || facts.other_inputs.empty());
}

std::optional<Unit> unit_of_list(const std::string &list, const std::string &file, const std::string &directory,
                                 int shells);

std::optional<Unit> unit_of_words(std::vector<std::string> words, const std::string &file, const std::string &directory,
                                  int shells) {
  if (words.empty())
    return std::nullopt;
  if (words.size() > 2 && is_shell(words[0]) && words[1] == "-c" && shells < kMaxShells)
    return unit_of_list(words[2], file, directory, shells + 1);
  words = expand_response_files(with_env(std::move(words)), directory);
  if (!compiles_file(words, file, directory))
    return std::nullopt;
  return Unit{directory, file, std::move(words), ""};
}

std::optional<Unit> unit_of_list(const std::string &list, const std::string &file, const std::string &directory,
                                 int shells) {
  std::string folder = directory;
  for (std::vector<std::string> &words : split_shell_list(list)) {
    if (words[0] == "cd" && words.size() == 2)
      folder = absolute_path(words[1], folder);
    else if (auto unit = unit_of_words(std::move(words), file, folder, shells))
      return unit;
  }
  return std::nullopt;
}

} // namespace

std::optional<Unit> unit_of_shell_list(const std::string &list, const std::string &file, const std::string &directory) {
  return unit_of_list(list, file, directory, 0);
}

std::optional<Unit> unit_of_command(std::vector<std::string> words, const std::string &file,
                                    const std::string &directory) {
  return unit_of_words(std::move(words), file, directory, 0);
}

} // namespace telinject::rewrite
