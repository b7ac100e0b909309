// Checks the types of input files.
#include "tool/launcher/repeatable_inputs.h"

#include "tool/compiler/compiler_args.h"

#include <string_view>

#include <sys/stat.h>
#include <sys/sysmacros.h>

namespace telinject::rewrite {
namespace {

bool is_unrepeatable(const std::string &file) {
  struct stat facts;
  if (file.empty() || ::stat(file.c_str(), &facts) != 0 || S_ISREG(facts.st_mode) || S_ISDIR(facts.st_mode))
    return false;
  struct stat null;
  const bool is_null = S_ISCHR(facts.st_mode) && ::stat("/dev/null", &null) == 0 && null.st_rdev == facts.st_rdev;
  return !is_null;
}

// Returns the file that word i includes before the source, or "".
std::string included_file(const std::vector<std::string> &command, size_t i) {
  for (std::string_view option : {"-include", "-imacros", "--include", "--imacros"}) {
    const std::string &word = command[i];
    if (word == option)
      return i + 1 < command.size() ? command[i + 1] : "";
    if (word.starts_with(option))
      return word.substr(option.size() + (word[option.size()] == '=' ? 1 : 0));
  }
  return "";
}

} // namespace

bool has_unrepeatable_input(const std::vector<std::string> &command) {
  const CommandFacts facts = facts_of(command);
  if (facts.reads_stdin)
    return true;
  for (const auto *inputs : {&facts.sources, &facts.other_inputs})
    for (size_t input : *inputs)
      if (is_unrepeatable(command[input]))
        return true;
  for (size_t i = 1; i < command.size(); ++i)
    if (is_unrepeatable(included_file(command, i)))
      return true;
  return false;
}

} // namespace telinject::rewrite
