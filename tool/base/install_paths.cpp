// Finds files relative to the running program.
#include "tool/base/install_paths.h"

#include "tool/base/files.h"

#include <initializer_list>

namespace telinject::rewrite {
namespace {

std::string first_existing(std::initializer_list<const char *> candidates) {
  const std::string program = real_path("/proc/self/exe");
  const std::string folder = program.substr(0, program.rfind('/'));
  for (const char *candidate : candidates)
    if (std::string found = real_path(folder + "/" + candidate); !found.empty())
      return found;
  return "";
}

// The text as a string literal of C, in which trigraphs are not seen either.
std::string c_string(const std::string &text) {
  std::string literal = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\' || c == '?')
      literal += '\\';
    if (c == '\n')
      literal += "\\012"; // a line break ends a definition on a command line
    else
      literal += c;
  }
  return literal + "\"";
}

} // namespace

std::string include_folder() {
  // Installed, then a build folder below the source tree.
  const std::string header =
      first_existing({"../include/telinject/telinject.h", "../../../runtime/include/telinject/telinject.h"});
  return header.empty() ? "" : header.substr(0, header.size() - std::string("/telinject/telinject.h").size());
}
std::vector<std::string> include_arguments(const std::string &folder) {
  // A folder that the compiler searches anyway keeps its place in the order: before those of the C++ library, whose
  // #include_next then looks behind it, <cstdlib> finds no <stdlib.h>.
  const bool is_default_folder = folder == "/usr/include" || folder == "/usr/local/include";
  return {is_default_folder ? "-idirafter" : "-isystem", folder};
}
std::vector<std::string> include_arguments() {
  return include_arguments(include_folder());
}
std::string shared_runtime() {
  return first_existing({"../lib/libtelinject.so", "../lib64/libtelinject.so"});
}
std::string runtime_definition(const std::string &runtime) {
  return "-DTELINJECT_RUNTIME=" + c_string(runtime);
}
std::string build_definition(const std::string &facts) {
  return "-DTELINJECT_BUILD=" + c_string(facts);
}
std::string static_runtime() {
  return first_existing({"../lib/libtelinject.a", "../lib64/libtelinject.a"});
}
std::string aspect_folder() {
  return first_existing({"../share/telinject/aspects.d"});
}
std::string redirect_library() {
  return first_existing({"../lib/libtelinject-redirect.so", "../lib64/libtelinject-redirect.so"});
}

} // namespace telinject::rewrite
