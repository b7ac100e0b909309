// Classifies the expressions around calls: see call_results.h.
#include "matchers/call_results.h"

#include "matchers/names.h"
#include "matchers/statement_ranges.h"

#include "clang/AST/ExprCXX.h"

#include <algorithm>

namespace telinject::rewrite {
namespace {

using Shape = CallResult::Form;

enum class Use { discarded, initialises, declares, returned, range, materialised, other };
struct FoundUse {
  Use use = Use::other;
  const clang::VarDecl *variable = nullptr;
  const clang::DeclStmt *statement = nullptr;
};

// Before C++17 the value is moved from a temporary, which compilers leave out.
bool is_elided(const clang::MaterializeTemporaryExpr &temporary, const Body &body) {
  const clang::Stmt *up = body.parent(&temporary);
  while (llvm::isa_and_nonnull<clang::ImplicitCastExpr>(up))
    up = body.parent(up);
  const auto *made = llvm::dyn_cast_or_null<clang::CXXConstructExpr>(up);
  return made && made->isElidable();
}

FoundUse use_in_declaration(const clang::DeclStmt &statement, const clang::Stmt *value, const Body &body) {
  FoundUse found{Use::declares, nullptr, &statement};
  const auto *variable = statement.isSingleDecl() ? llvm::dyn_cast<clang::VarDecl>(statement.getSingleDecl()) : nullptr;
  if (!variable || variable->getInit() != value || !variable->hasLocalStorage() || variable->getName().empty() ||
      llvm::isa<clang::DecompositionDecl>(variable) ||
      !llvm::isa_and_nonnull<clang::CompoundStmt>(body.parent(&statement)) ||
      llvm::isa_and_nonnull<clang::SwitchStmt>(body.parent(body.parent(&statement))))
    return found;
  found.use = Use::initialises;
  found.variable = variable;
  return found;
}

FoundUse use_of(const clang::Expr &whole, const Body &body) {
  const clang::Stmt *at = &whole;
  for (const clang::Stmt *up = body.parent(at); up; at = up, up = body.parent(up)) {
    if (llvm::isa<clang::ExprWithCleanups, clang::CXXBindTemporaryExpr, clang::ConstantExpr, clang::ParenExpr>(up))
      continue;
    if (const auto *temporary = llvm::dyn_cast<clang::MaterializeTemporaryExpr>(up)) {
      if (!is_elided(*temporary, body) && !temporary->getExtendingDecl())
        return {Use::materialised};
      continue;
    }
    if (const auto *cast = llvm::dyn_cast<clang::CastExpr>(up)) {
      if (cast->getCastKind() == clang::CK_ToVoid)
        return {Use::discarded};
      if (cast->getCastKind() == clang::CK_NoOp && llvm::isa<clang::ImplicitCastExpr>(cast))
        continue;
      return {};
    }
    if (const auto *made = llvm::dyn_cast<clang::CXXConstructExpr>(up)) {
      if (made->isElidable())
        continue;
      return {};
    }
    if (const auto *statement = llvm::dyn_cast<clang::DeclStmt>(up))
      return use_in_declaration(*statement, at, body);
    if (const auto *loop = llvm::dyn_cast<clang::CXXForRangeStmt>(up); loop && loop->getRangeInit() == at)
      return {Use::range};
    if (llvm::isa<clang::ReturnStmt>(up))
      return {Use::returned};
    break;
  }
  const auto *expression = llvm::dyn_cast<clang::Expr>(at);
  return {expression && is_discarded(*expression, body) ? Use::discarded : Use::other};
}

// Returns "istream" for std::basic_istream<char>; "" for what is no stream of the standard library.
std::string stream_name(clang::QualType type, const UnitContext &unit) {
  const auto *special = llvm::dyn_cast_or_null<clang::ClassTemplateSpecializationDecl>(type->getAsCXXRecordDecl());
  if (!special || !special->isInStdNamespace() || type.isVolatileQualified() ||
      !special->getTemplateArgs()[0].getAsType()->isCharType())
    return "";
  for (const char *name : {"istream", "ostream", "iostream"})
    if (special->getName() == std::string("basic_") + name && !unit.ranges.is_macro({"std", name}))
      return name;
  return "";
}

// Returns "const ::pqxx::result *".
std::optional<std::string> spelled_pointer(clang::QualType to, const Body &body, const UnitContext &unit) {
  if (const std::string stream = stream_name(to, unit); !stream.empty())
    return (to.isConstQualified() ? "const ::std::" : "::std::") + stream + " *";
  return spelled_type_name(unit.ast.getPointerType(to), body.function(), unit.ranges);
}

CallResult skipped(const char *reason) {
  CallResult result;
  result.skip_reason = reason;
  return result;
}

std::string result_macro(const std::string &number) {
  return "TELINJECT_RESULT(" + number + ")";
}

CallResult by_address(Shape form, clang::QualType object, const Body &body, const std::string &number,
                      const UnitContext &unit) {
  const auto pointer = spelled_pointer(object, body, unit);
  if (!pointer)
    return skipped("result-type");
  CallResult result;
  result.form = form;
  result.state = *pointer;
  result.object = "(*" + result_macro(number) + ")";
  return result;
}

CallResult result_of_class(clang::QualType type, const FoundUse &found, const Body &body, const std::string &number,
                           bool wants_value, const UnitContext &unit) {
  const clang::LangOptions &language = unit.ast.getLangOpts();
  CallResult result;
  switch (found.use) {
  case Use::discarded:
    if (wants_value && language.CPlusPlus11)
      if (CallResult read = by_address(Shape::temporary, type, body, number, unit); !*read.skip_reason)
        return read;
    return result;
  case Use::materialised:
    return language.CPlusPlus11 ? by_address(Shape::temporary, type, body, number, unit) : skipped("result-type");
  case Use::initialises:
    result.form = Shape::guarded;
    if (statement_range(*found.statement, unit) && !unit.ranges.is_macro({found.variable->getName()})) {
      result.form = Shape::initialiser;
      result.object = found.variable->getNameAsString();
      result.declaration = found.statement;
    }
    return result;
  case Use::range:
    if (language.CPlusPlus23) // the temporaries live as long as the loop
      return skipped("value-is-used");
    [[fallthrough]];
  case Use::declares:
  case Use::returned:
    result.form = Shape::guarded;
    return result;
  case Use::other:
    break;
  }
  return skipped("value-is-used");
}

std::string comparison_rule(const char *word, std::string comparison) {
  if (const size_t null = comparison.find("null"); null != std::string::npos)
    comparison.replace(null, 4, "0");
  comparison.erase(std::remove(comparison.begin(), comparison.end(), ' '), comparison.end());
  return std::string(" ") + word + comparison;
}

} // namespace

CallResult find_call_result(const UnitContext &unit, const Body &body, const clang::CallExpr &call,
                            const clang::Expr &whole, const std::string &number, bool wants_value) {
  const clang::QualType type = call.getCallReturnType(unit.ast);
  CallResult result;
  if (type->isVoidType())
    return result;
  if (!unit.ast.getLangOpts().CPlusPlus) {
    if (!type->isIntegralOrEnumerationType() && !type->isPointerType())
      return skipped("result-type");
    result.form = Shape::value;
    result.object = result_macro(number);
    return result;
  }
  if (type->isReferenceType()) {
    if (use_of(whole, body).use == Use::discarded && !wants_value)
      return result;
    return type->isLValueReferenceType() ? by_address(Shape::reference, type->getPointeeType(), body, number, unit)
                                         : skipped("result-type");
  }
  if (type->isRecordType())
    return result_of_class(type, use_of(whole, body), body, number, wants_value, unit);
  if (!type->isIntegralOrEnumerationType() && !type->isPointerType() && !type->isRealFloatingType())
    return skipped("result-type");
  const auto spelled = spelled_type_name(type, body.function(), unit.ranges);
  if (!spelled)
    return skipped("result-type");
  result.form = Shape::value;
  result.state = *spelled;
  result.object = result_macro(number);
  return result;
}

std::string call_result_code(const Aspect &aspect, clang::QualType type) {
  if (!type->isIntegralOrEnumerationType() && !type->isPointerType())
    return "-";
  std::string code = type->isPointerType() ? "Rp" : "Ri";
  if (!aspect.error_result.empty())
    code += comparison_rule("error", aspect.error_result);
  for (const std::string &row : aspect.row_results)
    code += comparison_rule("row", row);
  if (aspect.row_count)
    code += " counted";
  if (aspect.result_is_status && std::none_of(aspect.attributes.begin(), aspect.attributes.end(),
                                              [](const AspectAttribute &attribute) { return attribute.is_error_code; }))
    code += " status";
  if (aspect.handle.from == AspectHandle::From::result && type->isPointerType())
    code += aspect.handle.member.empty() ? " handle" : " later";
  return code;
}

} // namespace telinject::rewrite
