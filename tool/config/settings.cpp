// Applies settings to options and checks regular expressions.
#include "tool/base/json_source.h"
#include "tool/config/options.h"

#include <charconv>
#include <regex>

namespace telinject::rewrite {
namespace {

template <class Value, class Target> void put(const std::optional<Value> &value, Target &target) {
  if (value)
    target = *value;
}

bool compiles(const std::string &expression) {
  try {
    std::regex(expression, std::regex::ECMAScript);
    return true;
  } catch (const std::regex_error &) {
    return false;
  }
}

} // namespace

void apply(const Settings &settings, Options &options) {
  put(settings.events, options.constructs.events);
  put(settings.include, options.constructs.include);
  put(settings.exclude, options.constructs.exclude);
  put(settings.functions, options.constructs.functions);
  put(settings.skip_functions, options.constructs.skip_functions);
  put(settings.min_statements, options.constructs.min_statements);
  put(settings.arguments, options.constructs.capture_arguments);
  put(settings.return_value, options.constructs.capture_return_value);
  put(settings.dereference_strings, options.constructs.dereference_strings);
  put(settings.ternary, options.constructs.capture_ternary);
  put(settings.ostream, options.constructs.capture_ostream);
  put(settings.what, options.calls_what);
  put(settings.raises_inliner_limits, options.raises_inliner_limits);
  put(settings.redact, options.constructs.redact);
  put(settings.max_value_bytes, options.max_value_bytes);
  put(settings.max_iterations_logged, options.max_iterations_logged);
}

Result<MinStatements> parse_min_statements(const std::string &text) {
  if (text == "auto")
    return MinStatements{0, true};
  MinStatements parsed;
  const char *end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, parsed.count);
  if (error != std::errc() || rest != end || parsed.count > kMaxCount)
    return Failure{"'" + text + "' is neither a whole number from 0 to " + std::to_string(kMaxCount) + " nor auto"};
  return parsed;
}

Result<void> check_expression(const std::string &text) {
  if (code_points(text) > kMaxExpressionLength)
    return Failure{"a regular expression of more than " + std::to_string(kMaxExpressionLength) +
                   " characters; use several shorter ones"};
  if (!compiles(text))
    return Failure{"'" + text +
                   "' is not an ECMAScript regular expression; escape special characters with a backslash"};
  return {};
}

Result<void> check_joined_expression(const std::string &joined) {
  if (!compiles(joined))
    return Failure{"these regular expressions are too complex to be matched together; use fewer or shorter ones"};
  return {};
}

} // namespace telinject::rewrite
