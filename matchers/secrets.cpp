// Asks the runtime's lists of names and shapes about declarations, expressions and literals.
#include "matchers/secrets.h"

#include "runtime/config/redact.h"

#include "clang/AST/Decl.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/Type.h"

#include <algorithm>

namespace telinject::rewrite {
namespace {

constexpr int kMaxSteps = 8; // from an expression to the name of the secret

Slice slice(std::string_view text) {
  return {text.data(), text.size()};
}

bool is_additional(std::string_view name, const std::vector<std::string> &additional) {
  return std::any_of(additional.begin(), additional.end(),
                     [&](const std::string &word) { return !word.empty() && name_contains(slice(name), slice(word)); });
}

bool may_be_text(clang::QualType type) {
  type = type.getNonReferenceType();
  if (type->isDependentType() || type->isUndeducedType())
    return true;
  if (type->isPointerType())
    return type->getPointeeType()->isAnyCharacterType() || type->getPointeeType()->isDependentType();
  return !type->isScalarType();
}

bool may_be_secret(clang::QualType type) {
  type = type.getNonReferenceType();
  return may_be_text(type) || (type->isArithmeticType() && !type->isBooleanType() && !type->isEnumeralType());
}

// Follows what passes a value on.
const clang::Expr *source_of(const clang::Expr *expression) {
  expression = expression->IgnoreParenCasts();
  if (const auto *unary = llvm::dyn_cast<clang::UnaryOperator>(expression))
    return unary->getOpcode() == clang::UO_AddrOf || unary->getOpcode() == clang::UO_Deref ? unary->getSubExpr()
                                                                                           : nullptr;
  if (const auto *full = llvm::dyn_cast<clang::FullExpr>(expression))
    return full->getSubExpr();
  if (const auto *temporary = llvm::dyn_cast<clang::MaterializeTemporaryExpr>(expression))
    return temporary->getSubExpr();
  if (const auto *bound = llvm::dyn_cast<clang::CXXBindTemporaryExpr>(expression))
    return bound->getSubExpr();
  if (const auto *made = llvm::dyn_cast<clang::CXXConstructExpr>(expression)) // also with a default allocator
    return made->getNumArgs() != 0 ? made->getArg(0) : nullptr;
  if (const auto *element = llvm::dyn_cast<clang::ArraySubscriptExpr>(expression))
    return element->getBase();
  if (const auto *call = llvm::dyn_cast<clang::CXXMemberCallExpr>(expression))
    return call->getImplicitObjectArgument();
  return nullptr; // also of a member: its own name decides
}

const clang::NamedDecl *named_by(const clang::Expr *expression) {
  expression = expression->IgnoreParenCasts();
  if (const auto *name = llvm::dyn_cast<clang::DeclRefExpr>(expression))
    return name->getDecl();
  if (const auto *member = llvm::dyn_cast<clang::MemberExpr>(expression))
    return member->getMemberDecl();
  if (const auto *call = llvm::dyn_cast<clang::CallExpr>(expression))
    return call->getDirectCallee();
  return nullptr;
}

} // namespace

bool looks_secret(std::string_view name, const std::vector<std::string> &additional) {
  return secret_name(slice(name)) != SecretName::no || is_additional(name, additional);
}

bool looks_secret(std::string_view name, clang::QualType type, const std::vector<std::string> &additional) {
  const SecretName kind = secret_name(slice(name));
  return (kind == SecretName::yes && may_be_secret(type)) || (kind != SecretName::no && may_be_text(type)) ||
         is_additional(name, additional);
}

bool looks_secret_number(std::string_view name, const std::vector<std::string> &additional) {
  return secret_name(slice(name)) == SecretName::yes || is_additional(name, additional);
}

bool comes_from_secret(const clang::Expr &expression, const std::vector<std::string> &additional) {
  const clang::QualType type = expression.getType();
  if (type.isNull() || !may_be_text(type))
    return false; // such as the length of a password
  const clang::Expr *at = &expression;
  for (int step = 0; at && step < kMaxSteps; ++step) {
    const clang::NamedDecl *named = named_by(at);
    if (named && named->getIdentifier() && looks_secret(named->getName(), type, additional))
      return true;
    const auto *variable = llvm::dyn_cast_or_null<clang::VarDecl>(named);
    at = variable && variable->hasLocalStorage() && variable->getInit() ? variable->getInit() : source_of(at);
  }
  return false;
}

std::string without_secrets(std::string_view literal) {
  std::string text(2 * literal.size() + 256, '\0');
  TextBuffer out(text.data(), text.size());
  put_redacted(out, slice(literal));
  if (out.overflow())
    return "[REDACTED]";
  text.resize(out.size());
  return text;
}

} // namespace telinject::rewrite
