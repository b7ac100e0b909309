#include "emit.h"

namespace telinject {
namespace {

// ISO C90 compilers need not take more than 509 bytes of string literal; the runtime's part and __FILE__ need their share.
constexpr size_t kLongestSite = 300;

}  // namespace

std::string emit_function(const FunctionText& function) {
  std::string codes, names, values;
  for (const CapturedValue& argument : function.arguments) {
    if (function.name.size() + names.size() + argument.in_site.size() > kLongestSite) break;
    codes += argument.code;
    names += (names.empty() ? "" : ", ") + argument.in_site;
    if (!argument.expression.empty()) values += ", " + argument.expression;
  }
  if (function.lines_above) codes += "@" + std::to_string(function.lines_above);
  std::string text = function.is_constexpr ? " TELINJECT_CONSTEXPR_FUNCTION(" : " TELINJECT_FUNCTION(";
  text += std::to_string(function.depth) + ", \"" + codes + "\", \"" + function.name + "(" + names + ")";
  if (!function.return_type.empty()) text += " -> " + function.return_type;
  return text + "\"" + values + ")";
}

std::string emit_return(unsigned depth, const std::string& type) {
  return " TELINJECT_RETURN(" + std::to_string(depth) + ", " + type + ")";
}

std::string emit_returned(unsigned depth, const std::string& code) {
  return " TELINJECT_RETURNED(" + std::to_string(depth) + ", \"" + code + "\")";
}

}  // namespace telinject
