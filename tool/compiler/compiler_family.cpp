// Resolves links and searches PATH.
#include "tool/compiler/compiler_family.h"

#include "tool/base/files.h"
#include "tool/compiler/compiler_word.h"

#include <cstdlib>
#include <string_view>

#include <unistd.h>

namespace telinject::rewrite {
namespace {

// Decides by a program's name, as in "aarch64-linux-gnu-g++-12".
CompilerFamily family_by_name(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  for (const char *part : {"clang", "icpx", "icx"})
    if (name.find(part) != std::string_view::npos)
      return CompilerFamily::clang;
  for (const char *part : {"gcc", "g++"})
    if (name.find(part) != std::string_view::npos)
      return CompilerFamily::gcc;
  return CompilerFamily::unknown;
}

// Returns programs of this name on PATH in search order; the name itself if it contains a folder.
std::vector<std::string> found_on_path(const std::string &program) {
  if (program.find('/') != std::string::npos)
    return {program};
  std::vector<std::string> found;
  const char *path = std::getenv("PATH");
  std::string_view remaining = path ? path : "";
  while (!remaining.empty()) {
    const size_t end = remaining.find(':');
    const std::string candidate = std::string(remaining.substr(0, end)) + "/" + program;
    if (::access(candidate.c_str(), X_OK) == 0)
      found.push_back(candidate);
    remaining = end == std::string_view::npos ? std::string_view() : remaining.substr(end + 1);
  }
  return found;
}

} // namespace

std::string real_program(const std::string &program) {
  std::vector<std::string> candidates = found_on_path(program);
  if (const size_t slash = program.rfind('/'); slash != std::string::npos)
    for (std::string &other : found_on_path(program.substr(slash + 1)))
      candidates.push_back(std::move(other));
  for (const std::string &candidate : candidates)
    if (const std::string real = real_path(candidate); family_by_name(real) != CompilerFamily::unknown)
      return real;
  return candidates.empty() ? program : candidates.front();
}

CompilerFamily compiler_family(const std::string &program) {
  const CompilerFamily real = family_by_name(real_program(program));
  return real != CompilerFamily::unknown ? real : family_by_name(program);
}

CompilerFamily compiler_family(const std::vector<std::string> &command) {
  return command.empty() ? CompilerFamily::unknown : compiler_family(command[compiler_index(command)]);
}

} // namespace telinject::rewrite
