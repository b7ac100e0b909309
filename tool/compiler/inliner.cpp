// Chooses inliner parameters by compiler and language.
#include "tool/compiler/inliner.h"

#include "tool/compiler/compiler_family.h"

#include <string_view>

namespace telinject::rewrite {
namespace {

// Returns true for options that control inlining, or warnings that depend on it.
bool is_about_inlining(std::string_view argument) {
  for (const char *option : {"-finline", "-fno-inline", "-Winline", "-Wframe-larger-than", "-Wstack-usage",
                             "-fstack-usage", "-fconserve-stack"})
    if (argument.starts_with(option))
      return true;
  for (const char *limit :
       {"inline-threshold", "inline-insns", "inlining-insns", "inline-min-speedup", "inline-unit-", "large-function-"})
    if (argument.find(limit) != std::string_view::npos)
      return true;
  return false;
}

} // namespace

std::vector<std::string> inliner_arguments(const std::vector<std::string> &command, bool is_cxx) {
  bool for_speed = false;
  for (size_t i = 1; i < command.size(); ++i) {
    const std::string &argument = command[i];
    if (is_about_inlining(argument) || argument.starts_with("-DTELINJECT_DISABLE"))
      return {};
    if (argument.starts_with("-O"))
      for_speed = argument != "-O0" && argument != "-Og" && argument != "-Os" && argument != "-Oz";
  }
  if (!for_speed || command.empty())
    return {};
  switch (compiler_family(command)) {
  case CompilerFamily::gcc:
    if (!is_cxx)
      return {"--param=early-inlining-insns=60",     "--param=max-inline-insns-auto=90",
              "--param=max-inline-insns-single=300", "--param=inline-min-speedup=15",
              "--param=inline-unit-growth=100",      "--param=large-function-insns=8000",
              "--param=large-function-growth=1000"};
    return {"--param=early-inlining-insns=100",    "--param=max-inline-insns-auto=150",
            "--param=max-inline-insns-single=700", "--param=inline-min-speedup=10",
            "--param=inline-unit-growth=200",      "--param=large-function-insns=8000",
            "--param=large-function-growth=1000"};
  case CompilerFamily::clang:
    return {"-mllvm", "-inline-threshold=800"};
  case CompilerFamily::unknown:
    break;
  }
  return {};
}

} // namespace telinject::rewrite
