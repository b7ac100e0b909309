// Recognises dependency options.
#include "tool/launcher/config_dependency.h"

#include "tool/compiler/compiler_family.h"

#include <cstdlib>
#include <string_view>

namespace telinject::rewrite {
namespace {

bool is_dependency_option(std::string_view word) {
  return word == "-MD" || word == "-MMD" || word == "--write-dependencies" || word == "--write-user-dependencies";
}

// Recognises "-Wp,-MD,FILE" and similar words.
bool forwards_dependency_option(std::string_view word) {
  if (!word.starts_with("-Wp,"))
    return false;
  for (word.remove_prefix(4); !word.empty();) {
    const size_t end = std::min(word.find(','), word.size());
    if (is_dependency_option(word.substr(0, end)))
      return true;
    word.remove_prefix(std::min(end + 1, word.size()));
  }
  return false;
}

} // namespace

bool writes_dependencies(const std::vector<std::string> &command) {
  for (const char *variable : {"DEPENDENCIES_OUTPUT", "SUNPRO_DEPENDENCIES"})
    if (const char *file = std::getenv(variable); file && *file)
      return true;
  for (const std::string &word : command)
    if (is_dependency_option(word) || forwards_dependency_option(word))
      return true;
  return false;
}

std::vector<std::string> dependency_words(const std::vector<std::string> &command,
                                          const std::vector<std::string> &config_files) {
  std::vector<std::string> words;
  const bool is_clang = !config_files.empty() && compiler_family(command) == CompilerFamily::clang;
  for (const std::string &file : config_files) {
    words.push_back(is_clang ? "-Xclang" : "-include");
    words.push_back(is_clang ? "-fdepfile-entry=" + file : file);
  }
  return words;
}

std::vector<std::string> nameable_dependencies(const std::vector<std::string> &files) {
  // Compilers escape spaces, "#" and "$" for make, but not colons.
  std::vector<std::string> nameable;
  for (const std::string &file : files)
    if (file.find_first_of(":\n") == std::string::npos)
      nameable.push_back(file);
  return nameable;
}

} // namespace telinject::rewrite
