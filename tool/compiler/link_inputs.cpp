// Searches objects and libraries for the runtime's symbols.
#include "tool/compiler/link_inputs.h"

#include "tool/base/files.h"
#include "tool/compiler/arguments.h"

#include <algorithm>

namespace telinject::rewrite {
namespace {

// Searches for the symbols that instrumented code references.
bool is_instrumented(const std::string &file) {
  const auto text = read_file(file);
  return text &&
         (text->find("telinject_i_link") != std::string::npos || text->find("telinject_enter") != std::string::npos);
}

} // namespace

bool links_instrumented_objects(const std::vector<std::string> &command, const CommandFacts &facts) {
  for (const size_t input : facts.other_inputs)
    if (is_instrumented(command[input]))
      return true;
  std::vector<std::string> folders, libraries;
  for (const Argument &argument : split_arguments(command, facts.compiler)) {
    if (argument.option == "-L")
      folders.push_back(argument.value);
    else if (argument.option == "-l")
      libraries.push_back(argument.value);
  }
  for (const std::string &library : libraries)
    for (const std::string &folder : folders)
      if (is_instrumented(folder + "/lib" + library + ".a"))
        return true;
  return false;
}

bool links_static_runtime(const std::vector<std::string> &command, const CommandFacts &facts) {
  return std::any_of(facts.other_inputs.begin(), facts.other_inputs.end(), [&](size_t input) {
    const std::string &file = command[input];
    return file == "libtelinject.a" || file.ends_with("/libtelinject.a");
  });
}

} // namespace telinject::rewrite
