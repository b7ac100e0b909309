// Builds the linker options.
#include "tool/launcher/launcher_link.h"

#include "tool/base/files.h"
#include "tool/base/install_paths.h"
#include "tool/compiler/compiler_family.h"

#include <algorithm>

namespace telinject::rewrite {
namespace {

std::string runtime_link_name(const std::string &library) {
  // Uses the library name without a version if it exists, as linkers do.
  const std::string folder = library.substr(0, library.rfind('/') + 1);
  const std::string unversioned = library.substr(0, library.find(".so", folder.size()) + 3);
  return real_path(unversioned).empty() ? library : unversioned;
}

// A run path separates folders by colons, expands $ORIGIN, and has no quoting.
bool may_be_in_run_path(const std::string &folder) {
  return folder.find_first_of(":$") == std::string::npos;
}

} // namespace

std::vector<std::string> without_separator(std::vector<std::string> command) {
  const auto separator = std::find(command.begin(), command.end(), "--");
  if (separator == command.end() || compiler_family(command) != CompilerFamily::gcc ||
      std::any_of(separator + 1, command.end(), [](const std::string &word) { return word.starts_with("-"); }))
    return command;
  command.erase(separator);
  return command;
}

// Paths follow -Xlinker, which accepts commas and spaces. Words after it do not count as inputs, whose number affects
// the names of GCC's auxiliary files.
std::vector<std::string> runtime_link_words(bool static_link) {
  if (static_link) {
    const std::string library = static_runtime();
    if (library.empty())
      return {};
    // No strong symbol refers to the library, so it must be requested explicitly.
    return {"-Wl,-u,telinject_bind", "-Xlinker", library, "-pthread",
            "-Wl,--wrap=_Unwind_RaiseException,--wrap=_Unwind_Resume_or_Rethrow"};
  }
  const std::string library = shared_runtime();
  const std::string folder = library.substr(0, library.rfind('/'));
  if (library.empty() || !may_be_in_run_path(folder))
    return {}; // the first event loads it
  // No strong symbol refers to the library.
  return {"-Wl,--push-state,--no-as-needed",
          "-Xlinker",
          runtime_link_name(library),
          "-Wl,--pop-state",
          "-Xlinker",
          "-rpath",
          "-Xlinker",
          folder};
}

std::vector<std::string> archive_link_words() {
  return {"-Wl,-u,telinject_bind"};
}

} // namespace telinject::rewrite
