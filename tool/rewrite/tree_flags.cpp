#include "tool/rewrite/tree_flags.h"

#include "tool/base/install_paths.h"
#include "tool/compiler/compiler_args.h"
#include "tool/compiler/compiler_family.h"

#include <algorithm>
#include <set>

namespace telinject {
namespace {

// One word of a response file, as GCC and Clang read it.
std::string quoted(const std::string &word) {
  std::string result;
  for (const char c : word) {
    if (std::string(" \t\r\n\f\v\\\"'").find(c) != std::string::npos)
      result += '\\';
    result += c;
  }
  return result;
}

// Those that the insertions may bring about, of each kind of compiler that the project uses.
std::vector<std::string> quieted(const std::vector<Unit> &units) {
  std::set<std::string> programs;
  for (const Unit &unit : units)
    programs.insert(unit.arguments.front());
  std::set<CompilerFamily> families;
  for (const std::string &program : programs)
    families.insert(compiler_family(program));
  std::vector<std::string> options;
  for (const CompilerFamily family : families)
    for (const std::string &name : flow_warnings(family))
      options.push_back("-Wno-" + name);
  if (families.size() > 1)
    options.push_back("-Wno-unknown-warning-option"); // Clang's of those of GCC; GCC itself takes any
  return options;
}

} // namespace

std::string tree_flags(const std::string &out, const std::string &root, const Plan &plan,
                       const std::vector<Unit> &units, const std::string &told) {
  std::vector<std::string> words = include_arguments();
  if (const std::string runtime = shared_runtime(); !runtime.empty())
    words.push_back(runtime_definition(runtime));
  if (!told.empty())
    words.push_back(build_definition(told));
  if (std::any_of(plan.files.begin(), plan.files.end(),
                  [](const auto &file) { return file.second.needs_forced_include; }))
    words.insert(words.end(), {"-include", "telinject/telinject.h"});
  for (const std::string &option : quieted(units))
    words.push_back(option);
  // Messages, __FILE__ and debug information name the original, as the tree's compile_commands.json has it.
  words.push_back("-ffile-prefix-map=" + out + "=" + root);
  std::string text;
  for (const std::string &word : words)
    text += quoted(word) + "\n";
  return text;
}

} // namespace telinject
