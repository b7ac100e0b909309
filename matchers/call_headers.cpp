// Finds the function that an aspect names for setting headers.
#include "matchers/call_headers.h"

#include "matchers/call_helpers.h"

namespace telinject::rewrite {

std::optional<std::string> header_setter(const UnitContext &unit, const CallSite &call) {
  const clang::SourceLocation place = call.call.getBeginLoc();
  const std::string global = unit.ast.getLangOpts().CPlusPlus ? "::" : "";
  // The header is written when the last argument has a value.
  if (!call.aspect.set_headers || call.is_in_macro() || call.call.getNumArgs() != 1)
    return std::nullopt;
  const AspectHelper &set = *call.aspect.set_headers;
  if (set.arguments.size() != 2 || set.arguments[0] != "handle" ||
      !llvm::isa_and_nonnull<clang::FunctionDecl>(declared_before(unit, set.function, place)) ||
      !llvm::isa_and_nonnull<clang::EnumConstantDecl>(declared_before(unit, set.arguments[1], place)))
    return std::nullopt;
  return "(" + global + set.function + "), " + global + set.arguments[1];
}

} // namespace telinject::rewrite
