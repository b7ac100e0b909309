// Reads the limits of a command and scales them.
#include "tool/compiler/constexpr_limits.h"

#include "tool/compiler/compiler_args.h"
#include "tool/compiler/compiler_family.h"

#include <algorithm>
#include <cstdlib>
#include <string_view>

namespace telinject::rewrite {
namespace {

constexpr long kMaxOptionValue = 2147483647; // maximum option value of both compilers

// Measured with loops around one statement: an instrumented constexpr function needs up to 4.3 times the operations
// (GCC) or 9 times the steps (Clang). Depth grows only by the hooks of the innermost call.
constexpr long kOperationsFactor = 10;
constexpr long kDepthFactor = 2;
constexpr long kNestedTemplates = 64; // maximum per hook
constexpr long kNestedHeaders = 8;    // maximum of the inserted header

// GCC's defaults.
constexpr long kGccOperations = 33554432;
constexpr long kOperationsOfStep = 4; // minimum: Clang counts statements, GCC their parts
constexpr long kDepth = 512;          // also Clang's
constexpr long kClangSteps = 1048576;
constexpr long kClangTemplateDepth = 1024; // GCC's is 900

// Returns the value of the last option with this prefix; `fallback` if there is none.
long value_of(const std::vector<Argument> &arguments, std::string_view option, long fallback) {
  long value = fallback;
  for (const Argument &argument : arguments)
    if (const std::string word = argument.joined(); word.starts_with(option)) {
      const std::string digits = word.substr(option.size());
      if (!digits.empty() && digits.find_first_not_of("0123456789") == std::string::npos)
        value = digits.size() > 10 ? kMaxOptionValue : std::min(kMaxOptionValue, std::atol(digits.c_str()));
    }
  return value;
}

std::string option(std::string_view name, long value, long factor) {
  return std::string(name) + std::to_string(value > kMaxOptionValue / factor ? kMaxOptionValue : value * factor);
}

} // namespace

std::vector<std::string> limits_for_parse(const std::vector<Argument> &arguments) {
  const long steps = std::max(value_of(arguments, "-fconstexpr-ops-limit=", kGccOperations) / kOperationsOfStep,
                              value_of(arguments, "-fconstexpr-steps=", kClangSteps));
  const long templates = std::max(value_of(arguments, "-ftemplate-depth=", 0),
                                  value_of(arguments, "-ftemplate-depth-", kClangTemplateDepth));
  return {option("-fconstexpr-steps=", std::max(steps, kGccOperations / kOperationsOfStep), 1),
          option("-fconstexpr-depth=", value_of(arguments, "-fconstexpr-depth=", kDepth), kDepthFactor),
          option("-ftemplate-depth=", std::max(templates, kClangTemplateDepth), 1),
          "-fbracket-depth=2048"}; // GCC has no such limit, Clang's is 256
}

std::vector<std::string> raised_limits(const std::vector<std::string> &command, bool is_cxx) {
  if (command.empty())
    return {};
  const std::vector<Argument> arguments = split_arguments(command, facts_of(command).compiler);
  if (std::any_of(arguments.begin(), arguments.end(), [](const Argument &argument) {
        return argument.option == "-D" && argument.value.starts_with("TELINJECT_DISABLE");
      }))
    return {};
  std::vector<std::string> raised;
  if (const long includes = value_of(arguments, "-fmax-include-depth=", -1); includes >= 0)
    raised.push_back(option("-fmax-include-depth=", includes + kNestedHeaders, 1));
  if (!is_cxx)
    return raised;
  if (const long templates =
          std::max(value_of(arguments, "-ftemplate-depth=", -1), value_of(arguments, "-ftemplate-depth-", -1));
      templates >= 0)
    raised.push_back(option("-ftemplate-depth=", templates + kNestedTemplates, 1));
  const std::string depth =
      option("-fconstexpr-depth=", value_of(arguments, "-fconstexpr-depth=", kDepth), kDepthFactor);
  const CompilerFamily family = compiler_family(command);
  if (family == CompilerFamily::gcc)
    raised.insert(raised.end(),
                  {depth, option("-fconstexpr-ops-limit=",
                                 value_of(arguments, "-fconstexpr-ops-limit=", kGccOperations), kOperationsFactor)});
  else if (family == CompilerFamily::clang)
    raised.insert(raised.end(),
                  {depth, option("-fconstexpr-steps=", value_of(arguments, "-fconstexpr-steps=", kClangSteps),
                                 kOperationsFactor)});
  return raised;
}

} // namespace telinject::rewrite
