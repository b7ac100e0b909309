// Finds the function that an aspect names for setting headers.
#include "matchers/call_headers.h"

#include "matchers/call_helpers.h"

namespace telinject::rewrite {

std::optional<std::string> header_setter(const UnitContext &unit, const CallSite &call) {
  const clang::SourceLocation place = call.call.getBeginLoc();
  const std::string global = unit.ast.getLangOpts().CPlusPlus ? "::" : "";
  if (!call.aspect.set_headers || call.is_in_macro() || call.call.getNumArgs() == 0)
    return std::nullopt;
  // The header is written when the handle is known: no other argument may do anything then, or later.
  for (unsigned i = 0; i < call.call.getNumArgs(); ++i)
    if (static_cast<int>(i) != call.aspect.handle.argument && call.call.getArg(i)->HasSideEffects(unit.ast))
      return std::nullopt;
  const AspectHelper &set = *call.aspect.set_headers;
  if (set.arguments.size() != 2 || set.arguments[0] != "handle" ||
      !llvm::isa_and_nonnull<clang::FunctionDecl>(declared_before(unit, set.function, place)) ||
      !llvm::isa_and_nonnull<clang::EnumConstantDecl>(declared_before(unit, set.arguments[1], place)))
    return std::nullopt;
  return "(" + global + set.function + "), " + global + set.arguments[1];
}

} // namespace telinject::rewrite
