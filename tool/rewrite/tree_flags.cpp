// Collects the options of telinject.flags.
#include "tool/rewrite/tree_flags.h"

#include "tool/base/install_paths.h"
#include "tool/compiler/compiler_args.h"
#include "tool/compiler/compiler_family.h"

#include <algorithm>
#include <set>

namespace telinject::rewrite {
namespace {

// Quotes a word for a response file of GCC and Clang.
std::string quoted(const std::string &word) {
  std::string result;
  for (const char c : word) {
    if (std::string(" \t\r\n\f\v\\\"'").find(c) != std::string::npos)
      result += '\\';
    result += c;
  }
  return result;
}

// Disables warnings that insertions may cause, for each compiler family of the project.
std::vector<std::string> disabled_warnings(const std::vector<Unit> &units) {
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
    // for Clang, which does not know GCC's warnings; GCC ignores unknown ones
    options.push_back("-Wno-unknown-warning-option");
  return options;
}

} // namespace

std::string tree_flags(const std::string &out, const std::string &root, const Plan &plan,
                       const std::vector<Unit> &units, const std::string &facts) {
  std::vector<std::string> words = include_arguments();
  if (const std::string runtime = shared_runtime(); !runtime.empty())
    words.push_back(runtime_definition(runtime));
  if (!facts.empty())
    words.push_back(build_definition(facts));
  if (std::any_of(plan.files.begin(), plan.files.end(),
                  [](const auto &file) { return file.second.needs_forced_include; }))
    words.insert(words.end(), {"-include", "telinject/telinject.h"});
  for (const std::string &option : disabled_warnings(units))
    words.push_back(option);
  // Messages, __FILE__ and debug information name the original files.
  words.push_back("-ffile-prefix-map=" + out + "=" + root);
  std::string text;
  for (const std::string &word : words)
    text += quoted(word) + "\n";
  return text;
}

} // namespace telinject::rewrite
