#include "compiler_family.h"

#include "files.h"

#include <cstdlib>
#include <string_view>

#include <unistd.h>

namespace telinject {
namespace {

// By a program's name, as in "aarch64-linux-gnu-g++-12".
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

std::string find_on_path(const std::string &program) {
  if (program.find('/') != std::string::npos)
    return program;
  const char *path = std::getenv("PATH");
  std::string_view rest = path ? path : "";
  while (!rest.empty()) {
    const size_t end = rest.find(':');
    const std::string candidate = std::string(rest.substr(0, end)) + "/" + program;
    if (::access(candidate.c_str(), X_OK) == 0)
      return candidate;
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
  }
  return program;
}

} // namespace

CompilerFamily compiler_family(const std::string &program) {
  const CompilerFamily real = family_by_name(real_path(find_on_path(program)));
  return real != CompilerFamily::unknown ? real : family_by_name(program);
}

CompilerFamily family_of_command(const std::vector<std::string> &command) {
  for (const std::string &word : command) {
    if (word.starts_with("-"))
      break;
    if (const CompilerFamily family = compiler_family(word); family != CompilerFamily::unknown)
      return family;
  }
  return CompilerFamily::unknown;
}

} // namespace telinject
