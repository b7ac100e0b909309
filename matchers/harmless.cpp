// Checks the statements and expressions of a what() against a list of constructs without side effects.
#include "matchers/harmless.h"

#include "clang/AST/Expr.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/Stmt.h"
#include "clang/Basic/SourceManager.h"

#include "llvm/ADT/STLExtras.h"

#include <array>

namespace telinject::rewrite {
namespace {

// Maximum length of a chain of what() functions that call each other.
constexpr int kMaxCallDepth = 8;

// Returns true for classes of the standard library in any of its namespaces.
bool is_of_library(const clang::CXXRecordDecl &record) {
  if (!record.getIdentifier() || !record.getASTContext().getSourceManager().isInSystemHeader(record.getLocation()))
    return false;
  const clang::DeclContext *context = record.getDeclContext();
  while (context && !context->isStdNamespace())
    context = context->getParent();
  return context != nullptr;
}

bool is_pointer_of_library(const clang::CXXRecordDecl &record) {
  if (!is_of_library(record))
    return false;
  const llvm::StringRef name = record.getName();
  return name == "unique_ptr" || name == "shared_ptr" || name.starts_with("__shared_ptr");
}

// Accessors that only read: of strings, string views, and containers of characters.
bool is_accessor(const clang::CXXMethodDecl &method) {
  const clang::CXXRecordDecl &of = *method.getParent();
  if (!method.getIdentifier() || !is_of_library(of))
    return false;
  static constexpr std::array<llvm::StringRef, 4> kTexts = {"basic_string", "basic_string_view", "array", "vector"};
  static constexpr std::array<llvm::StringRef, 5> kOfText = {"c_str", "data", "empty", "size", "length"};
  return (llvm::is_contained(kTexts, of.getName()) && llvm::is_contained(kOfText, method.getName())) ||
         (is_pointer_of_library(of) && method.getName() == "get");
}

class Harmless {
public:
  explicit Harmless(int depth) : depth_(depth) {}

  bool statement(const clang::Stmt *s) const {
    if (!s)
      return true;
    if (const auto *block = llvm::dyn_cast<clang::CompoundStmt>(s))
      return llvm::all_of(block->body(), [&](const clang::Stmt *inner) { return statement(inner); });
    if (const auto *result = llvm::dyn_cast<clang::ReturnStmt>(s))
      return value(result->getRetValue());
    if (const auto *branch = llvm::dyn_cast<clang::IfStmt>(s))
      return !branch->getInit() && !branch->getConditionVariable() && value(branch->getCond()) &&
             statement(branch->getThen()) && statement(branch->getElse());
    if (const auto *choice = llvm::dyn_cast<clang::SwitchStmt>(s))
      return !choice->getInit() && !choice->getConditionVariable() && value(choice->getCond()) &&
             statement(choice->getBody());
    if (const auto *label = llvm::dyn_cast<clang::SwitchCase>(s))
      return statement(label->getSubStmt());
    return llvm::isa<clang::BreakStmt, clang::NullStmt>(s);
  }

private:
  bool value(const clang::Expr *e) const {
    if (!e)
      return false;
    e = e->IgnoreUnlessSpelledInSource()->IgnoreParens();
    if (e->getType().isVolatileQualified())
      return false;
    if (llvm::isa<clang::StringLiteral, clang::PredefinedExpr, clang::IntegerLiteral, clang::CharacterLiteral,
                  clang::CXXBoolLiteralExpr, clang::CXXNullPtrLiteralExpr, clang::GNUNullExpr, clang::CXXThisExpr>(e))
      return true;
    if (const auto *cast = llvm::dyn_cast<clang::CastExpr>(e))
      return is_plain(cast->getType()) && is_plain(cast->getSubExpr()->getType()) && value(cast->getSubExpr());
    if (const auto *choice = llvm::dyn_cast<clang::ConditionalOperator>(e))
      return value(choice->getCond()) && value(choice->getTrueExpr()) && value(choice->getFalseExpr());
    if (const auto *unary = llvm::dyn_cast<clang::UnaryOperator>(e))
      return (unary->getOpcode() == clang::UO_LNot || unary->getOpcode() == clang::UO_AddrOf) &&
             value(unary->getSubExpr());
    if (const auto *binary = llvm::dyn_cast<clang::BinaryOperator>(e))
      return (binary->isComparisonOp() || binary->isLogicalOp()) && value(binary->getLHS()) && value(binary->getRHS());
    if (const auto *element = llvm::dyn_cast<clang::ArraySubscriptExpr>(e))
      return element->getBase()->IgnoreImpCasts()->getType()->isArrayType() && value(element->getBase()) &&
             value(element->getIdx());
    if (const auto *name = llvm::dyn_cast<clang::DeclRefExpr>(e))
      return is_constant(*name->getDecl());
    if (const auto *member = llvm::dyn_cast<clang::MemberExpr>(e))
      return (is_plain(member->getType()) || is_tested_pointer(member->getType())) && is_member_of_object(*member);
    if (const auto *call = llvm::dyn_cast<clang::CXXMemberCallExpr>(e))
      return is_harmless_call(*call);
    return false;
  }

  static bool is_plain(clang::QualType type) {
    type = type.getCanonicalType();
    return type->isScalarType() || type->isArrayType();
  }

  // Accepts smart pointers tested in a condition; a returned value is always a plain pointer.
  static bool is_tested_pointer(clang::QualType type) {
    const clang::CXXRecordDecl *record = type->getAsCXXRecordDecl();
    return record && is_pointer_of_library(*record);
  }

  static bool is_constant(const clang::ValueDecl &decl) {
    if (llvm::isa<clang::EnumConstantDecl>(decl))
      return true;
    // Excludes local variables (their initializer may run code), references and thread-local variables.
    const auto *variable = llvm::dyn_cast<clang::VarDecl>(&decl);
    return variable && variable->hasGlobalStorage() && !variable->isStaticLocal() &&
           variable->getTLSKind() == clang::VarDecl::TLS_None && !variable->getType()->isReferenceType() &&
           is_plain(variable->getType());
  }

  // Accepts members of the object itself. The target of a pointer or reference may be gone when the runtime calls
  // what().
  bool is_member_of_object(const clang::MemberExpr &member) const {
    const auto *field = llvm::dyn_cast<clang::FieldDecl>(member.getMemberDecl());
    if (!field)
      return llvm::isa<clang::VarDecl, clang::EnumConstantDecl>(member.getMemberDecl()) &&
             is_constant(*member.getMemberDecl());
    const clang::Expr *of = member.getBase()->IgnoreParenImpCasts();
    if (field->getType()->isReferenceType() || field->getType().isVolatileQualified())
      return false;
    if (member.isArrow())
      return llvm::isa<clang::CXXThisExpr>(of);
    const auto *outer = llvm::dyn_cast<clang::MemberExpr>(of);
    return outer && is_member_of_object(*outer);
  }

  bool is_harmless_call(const clang::CXXMemberCallExpr &call) const {
    const clang::CXXMethodDecl *method = call.getMethodDecl();
    const auto *callee = llvm::dyn_cast<clang::MemberExpr>(call.getCallee()->IgnoreParens());
    if (!method || !callee || call.getNumArgs() != 0)
      return false;
    const clang::Expr *of = call.getImplicitObjectArgument()->IgnoreParenImpCasts();
    if (is_accessor(*method)) {
      if (callee->isArrow()) // the target of a pointer may be gone
        return false;
      const auto *member = llvm::dyn_cast<clang::MemberExpr>(of);
      return member && is_member_of_object(*member);
    }
    // Accepts Base::what() and getters, but no virtual call that another class may override.
    if (!llvm::isa<clang::CXXThisExpr>(of) || !method->isConst() || (method->isVirtual() && !callee->hasQualifier()))
      return false;
    if (is_of_library(*method->getParent()))
      return method->getIdentifier() && method->getName() == "what";
    return depth_ < kMaxCallDepth && Harmless(depth_ + 1).body_of(*method);
  }

public:
  bool body_of(const clang::CXXMethodDecl &method) const {
    const clang::FunctionDecl *defined = nullptr;
    if (!method.hasBody(defined))
      return false;
    const auto *block = llvm::dyn_cast_or_null<clang::CompoundStmt>(defined->getBody());
    return block && statement(block);
  }

private:
  int depth_;
};

} // namespace

bool has_harmless_body(const clang::CXXMethodDecl &what) {
  return Harmless(0).body_of(what);
}

} // namespace telinject::rewrite
