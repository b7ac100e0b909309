#include "inliner.h"

#include "files.h"

#include <cstdlib>
#include <string_view>

#include <unistd.h>

namespace telinject {
namespace {

enum class Family { unknown, gcc, clang };

// By a program's name, as in "aarch64-linux-gnu-g++-12".
Family family_by_name(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  for (const char *part : {"clang", "icpx", "icx"})
    if (name.find(part) != std::string_view::npos)
      return Family::clang;
  for (const char *part : {"gcc", "g++"})
    if (name.find(part) != std::string_view::npos)
      return Family::gcc;
  return Family::unknown;
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

// cc and c++ are known by what they lead to; a compiler cache in front, by the name that it took.
Family family_of(const std::string &program) {
  const Family real = family_by_name(real_path(find_on_path(program)));
  return real != Family::unknown ? real : family_by_name(program);
}

bool begins_with(std::string_view text, std::string_view beginning) {
  return text.substr(0, beginning.size()) == beginning;
}

// Has the user a say of his own in what is inlined, or in what depends on it?
bool is_about_inlining(std::string_view argument) {
  for (const char *option : {"-finline", "-fno-inline", "-Winline", "-Wframe-larger-than", "-Wstack-usage",
                             "-fstack-usage", "-fconserve-stack"})
    if (begins_with(argument, option))
      return true;
  for (const char *limit :
       {"inline-threshold", "inline-insns", "inlining-insns", "inline-min-speedup", "inline-unit-", "large-function-"})
    if (argument.find(limit) != std::string_view::npos)
      return true;
  return false;
}

} // namespace

std::vector<std::string> inliner_arguments(const std::vector<std::string> &command) {
  bool for_speed = false;
  for (size_t i = 1; i < command.size(); ++i) {
    const std::string &argument = command[i];
    if (is_about_inlining(argument) || begins_with(argument, "-DTELINJECT_DISABLE"))
      return {};
    if (begins_with(argument, "-O"))
      for_speed = argument != "-O0" && argument != "-Og" && argument != "-Os" && argument != "-Oz";
  }
  if (!for_speed || command.empty())
    return {};
  switch (family_of(command.front())) {
  case Family::gcc:
    return {"--param=early-inlining-insns=100",    "--param=max-inline-insns-auto=150",
            "--param=max-inline-insns-single=700", "--param=inline-min-speedup=10",
            "--param=inline-unit-growth=200",      "--param=large-function-insns=8000",
            "--param=large-function-growth=1000"};
  case Family::clang:
    return {"-mllvm", "-inline-threshold=800"};
  case Family::unknown:
    break;
  }
  return {};
}

} // namespace telinject
