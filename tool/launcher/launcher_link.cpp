#include "tool/launcher/launcher_link.h"

#include "tool/base/files.h"
#include "tool/base/install_paths.h"
#include "tool/compiler/arguments.h"
#include "tool/compiler/compiler_family.h"

#include <algorithm>

namespace telinject {
namespace {

std::string runtime_link_name(const std::string &library) {
  // The name without a version, as a linker expects it, where the build or the installation has one.
  const std::string folder = library.substr(0, library.rfind('/') + 1);
  const std::string plain = library.substr(0, library.find(".so", folder.size()) + 3);
  return real_path(plain).empty() ? library : plain;
}

// A run path separates its folders by colons, expands $ORIGIN and the like, and quotes nothing.
bool may_be_in_run_path(const std::string &folder) {
  return folder.find_first_of(":$") == std::string::npos;
}

} // namespace

std::vector<std::string> with_words(std::vector<std::string> command, const std::vector<std::string> &words) {
  append_options(command, words);
  return command;
}

std::vector<std::string> without_separator(std::vector<std::string> command) {
  const auto place = std::find(command.begin(), command.end(), "--");
  if (place == command.end() || compiler_family(command) != CompilerFamily::gcc ||
      std::any_of(place + 1, command.end(), [](const std::string &word) { return word.starts_with("-"); }))
    return command;
  command.erase(place);
  return command;
}

// Paths go behind -Xlinker: it takes commas and spaces, and a compiler does not count what stands there as an input,
// from the number of which GCC makes the names of its auxiliary files.
std::vector<std::string> runtime_link_words(bool static_link) {
  if (static_link) {
    const std::string library = static_runtime();
    if (library.empty())
      return {};
    // Nothing refers to the library by a strong name, so it has to be asked for.
    return {"-Wl,-u,telinject_attach", "-Xlinker", library, "-pthread",
            "-Wl,--wrap=_Unwind_RaiseException,--wrap=_Unwind_Resume_or_Rethrow"};
  }
  const std::string library = shared_runtime();
  const std::string folder = library.substr(0, library.rfind('/'));
  if (library.empty() || !may_be_in_run_path(folder))
    return {}; // the first event loads it
  // Nothing refers to it by a strong name.
  return {"-Wl,--push-state,--no-as-needed",
          "-Xlinker",
          runtime_link_name(library),
          "-Wl,--pop-state",
          "-Xlinker",
          "-rpath",
          "-Xlinker",
          folder};
}

} // namespace telinject
