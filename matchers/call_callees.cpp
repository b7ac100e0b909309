// Looks calls up by the function's last name, then compares the rest.
#include "matchers/call_callees.h"

#include "matchers/call_helpers.h"
#include "matchers/handler_values.h"
#include "matchers/names.h"

#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"

namespace telinject::rewrite {
namespace {

// "ns::C::f" of a function, without the arguments of templates. A function with C linkage has no namespace.
std::string plain_function_name(const clang::FunctionDecl &function) {
  const std::string scope = plain_name(function.getDeclContext());
  return (scope.empty() ? "" : scope + "::") + function.getNameAsString();
}

bool is_same_name(const std::string &wanted, const std::string &name) {
  return wanted == name || wanted == "::" + name;
}

} // namespace

std::string last_name(const std::string &qualified) {
  const size_t colons = qualified.rfind("::");
  return colons == std::string::npos ? qualified : qualified.substr(colons + 2);
}

const clang::Expr *argument_of(const clang::CallExpr &call, int index) {
  return index >= 0 && static_cast<unsigned>(index) < call.getNumArgs() ? call.getArg(static_cast<unsigned>(index))
                                                                        : nullptr;
}

bool CallCallees::has_constants(const clang::CallExpr &call, const Aspect &aspect) const {
  return (aspect.constant_argument < 0 || has_constant(call, aspect.constant_argument, aspect.constant)) &&
         llvm::all_of(aspect.further_constants,
                      [&](const AspectConstant &one) { return has_constant(call, one.argument, one.is); });
}

bool CallCallees::has_type(const clang::CallExpr &call, const Aspect &aspect) const {
  if (aspect.typed_argument < 0)
    return true;
  const clang::Expr *argument = argument_of(call, aspect.typed_argument);
  if (!argument || argument->isTypeDependent())
    return false;
  const std::string name = aspect_type_name(argument->IgnoreUnlessSpelledInSource()->getType(), unit_.ast);
  return name.starts_with(aspect.type);
}

const char *CallCallees::refusal(const Aspect &aspect) const {
  const AspectCondition &wanted = aspect.condition;
  if (!wanted.unless.empty() && unit_.ranges.is_macro({wanted.unless}))
    return "library-traces-itself";
  if (wanted.macro.empty())
    return "";
  const auto number = unit_.ranges.number_of_macro(wanted.macro);
  const bool holds = number && llvm::any_of(wanted.comparisons, [&](const std::string &comparison) {
                       const auto [word, text] = llvm::StringRef(comparison).split(' ');
                       std::int64_t limit = 0;
                       return !text.getAsInteger(0, limit) && (word == "=="   ? *number == limit
                                                               : word == "!=" ? *number != limit
                                                               : word == "<"  ? *number < limit
                                                               : word == "<=" ? *number <= limit
                                                               : word == ">"  ? *number > limit
                                                                              : *number >= limit);
                     });
  return holds ? "" : "other-library-version";
}

// In a macro of the library, an argument may be a variable that holds the macro's argument.
static const clang::Expr *behind_variable_of_macro(const clang::Expr *argument) {
  const auto *use = llvm::dyn_cast<clang::DeclRefExpr>(argument->IgnoreParenImpCasts());
  const auto *variable = use ? llvm::dyn_cast<clang::VarDecl>(use->getDecl()) : nullptr;
  const bool is_of_macro = variable && variable->getLocation().isMacroID() && variable->hasLocalStorage();
  return is_of_macro && variable->getInit() ? variable->getInit() : argument;
}

bool CallCallees::has_constant(const clang::CallExpr &call, int index, const std::string &name) const {
  const clang::Expr *argument = argument_of(call, index);
  if (!argument)
    return false;
  argument = behind_variable_of_macro(argument);
  clang::Expr::EvalResult value;
  if (argument->isValueDependent() || !argument->EvaluateAsInt(value, unit_.ast))
    return false;
  const std::int64_t number = value.Val.getInt().getExtValue();
  if (const auto *constant =
          llvm::dyn_cast_or_null<clang::EnumConstantDecl>(declared_before(unit_, name, call.getBeginLoc())))
    return constant->getInitVal().getExtValue() == number;
  std::int64_t wanted = 0;
  return !llvm::StringRef(name).getAsInteger(10, wanted) && wanted == number;
}

bool CallCallees::has_parameters(const clang::FunctionDecl &function, const Aspect &aspect) const {
  if (!aspect.parameters)
    return true;
  if (function.isVariadic() || aspect.parameters->size() != function.getNumParams())
    return false;
  for (unsigned i = 0; i < function.getNumParams(); ++i) {
    const clang::QualType type = function.getParamDecl(i)->getType();
    const std::string &wanted = (*aspect.parameters)[i];
    if (wanted != aspect_type_name(type, unit_.ast) && wanted != display_type_name(type, unit_.ast))
      return false;
  }
  return true;
}

// A virtual function is the one that is named, or overrides it.
bool CallCallees::is_named(const clang::FunctionDecl &function, const Aspect &aspect) const {
  if (is_same_name(aspect.function, plain_function_name(function)))
    return true;
  const auto *method = llvm::dyn_cast<clang::CXXMethodDecl>(&function);
  if (!method)
    return is_same_name(aspect.function, function.getQualifiedNameAsString());
  for (const clang::CXXMethodDecl *base : method->overridden_methods())
    if (is_named(*base, aspect))
      return true;
  return false;
}

const Aspect *CallCallees::aspect_for(const clang::CallExpr &call) const {
  const clang::FunctionDecl *callee = call.getDirectCallee();
  if (!callee || !callee->getIdentifier() || llvm::isa<clang::CXXOperatorCallExpr>(call))
    return nullptr;
  const auto named = aspects_.find(callee->getName().str());
  if (named == aspects_.end())
    return nullptr;
  const Aspect *uncertain = nullptr;
  for (const Aspect *aspect : named->second) {
    if (is_named(*callee, *aspect) && has_constants(call, *aspect) && has_parameters(*callee, *aspect) &&
        has_type(call, *aspect))
      return aspect;
    if (is_option_unknown(call, *aspect))
      uncertain = aspect;
  }
  return uncertain;
}

const Aspect *CallCallees::aspect_for_dependent(const clang::CallExpr &call) const {
  const auto *member = llvm::dyn_cast<clang::UnresolvedMemberExpr>(call.getCallee()->IgnoreParens());
  if (call.getDirectCallee() || !member || !member->getMemberName().isIdentifier())
    return nullptr;
  const auto named = aspects_.find(member->getMemberName().getAsString());
  if (named == aspects_.end())
    return nullptr;
  for (const clang::NamedDecl *decl : member->decls())
    for (const Aspect *aspect : named->second)
      if (const clang::FunctionDecl *function = decl->getUnderlyingDecl()->getAsFunction();
          function && is_named(*function, *aspect))
        return aspect;
  return nullptr;
}

bool CallCallees::is_option_unknown(const clang::CallExpr &call, const Aspect &aspect) const {
  if (aspect.headers.change != AspectHeaders::Change::argument || has_constants(call, aspect))
    return false;
  const clang::Expr *option = argument_of(call, aspect.constant_argument);
  if (!option)
    return false;
  option = behind_variable_of_macro(option);
  clang::Expr::EvalResult value;
  return option->isValueDependent() || !option->EvaluateAsInt(value, unit_.ast);
}

} // namespace telinject::rewrite
