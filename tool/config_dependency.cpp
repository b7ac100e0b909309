#include "config_dependency.h"

#include "compiler_family.h"

#include <cstdlib>
#include <string_view>

namespace telinject {
namespace {

bool is_dependency_option(std::string_view word) {
  return word == "-MD" || word == "-MMD" || word == "--write-dependencies" || word == "--write-user-dependencies";
}

// "-Wp,-MD,FILE" and its like.
bool hands_dependency_option_on(std::string_view word) {
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
    if (is_dependency_option(word) || hands_dependency_option_on(word))
      return true;
  return false;
}

std::vector<std::string> dependency_words(const std::vector<std::string> &command, const std::string &config) {
  if (family_of_command(command) == CompilerFamily::clang)
    return {"-fdepfile-entry=" + config};
  return {"-include", config};
}

} // namespace telinject
