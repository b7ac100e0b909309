// Checks the statements and expressions of a function against a list of those that take next to no time.
#include "matchers/trivial_function.h"

#include "matchers/library_values.h"

#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"

#include "llvm/ADT/STLExtras.h"

namespace telinject::rewrite {
namespace {

// Maximum length of a chain of functions that forward to each other.
constexpr int kMaxForwards = 8;

const clang::FunctionDecl *function_of(const clang::NamedDecl *decl) {
  const auto *using_it = llvm::dyn_cast<clang::UsingShadowDecl>(decl);
  if (using_it)
    decl = using_it->getTargetDecl();
  if (const auto *pattern = llvm::dyn_cast<clang::FunctionTemplateDecl>(decl))
    return pattern->getTemplatedDecl();
  return llvm::dyn_cast<clang::FunctionDecl>(decl);
}

bool is_leaf(const clang::Expr &e) {
  return llvm::isa<clang::DeclRefExpr, clang::DependentScopeDeclRefExpr, clang::CXXThisExpr, clang::IntegerLiteral,
                   clang::FloatingLiteral, clang::CharacterLiteral, clang::StringLiteral, clang::CXXBoolLiteralExpr,
                   clang::CXXNullPtrLiteralExpr, clang::GNUNullExpr, clang::PredefinedExpr,
                   clang::UnaryExprOrTypeTraitExpr, clang::SizeOfPackExpr, clang::TypeTraitExpr, clang::OffsetOfExpr,
                   clang::CXXNoexceptExpr, clang::ImplicitValueInitExpr, clang::CXXScalarValueInitExpr,
                   clang::OpaqueValueExpr>(e);
}

// Expressions that take as long as their operands.
bool is_computation(const clang::Expr &e) {
  return llvm::isa<clang::ParenExpr, clang::FullExpr, clang::MaterializeTemporaryExpr, clang::CXXBindTemporaryExpr,
                   clang::MemberExpr, clang::CastExpr, clang::UnaryOperator, clang::BinaryOperator,
                   clang::AbstractConditionalOperator, clang::ArraySubscriptExpr, clang::InitListExpr,
                   clang::CompoundLiteralExpr, clang::ImaginaryLiteral, clang::PackExpansionExpr>(e) &&
         !llvm::isa<clang::CXXDynamicCastExpr>(e);
}

// In a template, `out << value` may print.
bool is_dependent_shift(const clang::Expr &e) {
  const auto *binary = llvm::dyn_cast<clang::BinaryOperator>(&e);
  return binary && e.isTypeDependent() && (binary->isShiftOp() || binary->isShiftAssignOp());
}

// Operators of types that only an instantiation knows: arithmetic, unless they may print or call.
bool may_be_arithmetic(clang::OverloadedOperatorKind kind) {
  return kind != clang::OO_LessLess && kind != clang::OO_GreaterGreater && kind != clang::OO_Call;
}

class TrivialBody {
public:
  TrivialBody(const clang::FunctionDecl &function, const HasSpan &has_span)
      : function_(function), has_span_(has_span) {}

  bool matches(const clang::CompoundStmt &body) {
    return llvm::all_of(body.body(), [this](const clang::Stmt *s) { return statement(*s); });
  }
  // Returns the function that the body calls, or null.
  const clang::FunctionDecl *callee() const { return callee_; }

private:
  // At most one expression, then at most one return.
  bool statement(const clang::Stmt &s) {
    if (const auto *block = llvm::dyn_cast<clang::CompoundStmt>(&s))
      return matches(*block);
    if (const auto *declaration = llvm::dyn_cast<clang::DeclStmt>(&s))
      return llvm::all_of(declaration->decls(), [](const clang::Decl *decl) {
        return llvm::isa<clang::StaticAssertDecl, clang::TypedefNameDecl, clang::UsingDecl>(decl);
      });
    if (const auto *result = llvm::dyn_cast<clang::ReturnStmt>(&s)) {
      const bool is_first = !std::exchange(has_return_, true);
      return is_first && (!result->getRetValue() || value(result->getRetValue()));
    }
    if (const auto *expression = llvm::dyn_cast<clang::Expr>(&s)) {
      if (is_unused_mark(*expression))
        return true;
      const bool is_first = !std::exchange(has_expression_, true);
      return is_first && !has_return_ && value(expression);
    }
    return llvm::isa<clang::NullStmt>(s);
  }

  // (void)argument;
  static bool is_unused_mark(const clang::Expr &e) {
    const auto *cast = llvm::dyn_cast<clang::CastExpr>(e.IgnoreParens());
    return cast && cast->getType()->isVoidType() && llvm::isa<clang::DeclRefExpr>(cast->IgnoreParenCasts());
  }

  bool value(const clang::Stmt *s) {
    const auto *e = llvm::dyn_cast_or_null<clang::Expr>(s);
    if (!e)
      return false;
    if (const auto *call = llvm::dyn_cast<clang::CallExpr>(e))
      return values(call->arguments()) && is_object_trivial(*call) && is_call_allowed(*call);
    if (const auto *made = llvm::dyn_cast<clang::CXXConstructExpr>(e))
      return values(made->arguments()) && is_allowed(*made->getConstructor());
    if (const auto *made = llvm::dyn_cast<clang::CXXUnresolvedConstructExpr>(e))
      return values(made->arguments()) && is_conversion_allowed(*made);
    if (const auto *member = llvm::dyn_cast<clang::CXXDependentScopeMemberExpr>(e))
      return member->isImplicitAccess() || value(member->getBase());
    if (const auto *argument = llvm::dyn_cast<clang::CXXDefaultArgExpr>(e))
      return value(argument->getExpr());
    if (const auto *member = llvm::dyn_cast<clang::CXXDefaultInitExpr>(e))
      return value(member->getExpr());
    if (const auto *rewritten = llvm::dyn_cast<clang::CXXRewrittenBinaryOperator>(e))
      return value(rewritten->getSemanticForm());
    return is_leaf(*e) || (is_computation(*e) && !is_dependent_shift(*e) && values(e->children()));
  }

  template <class Range> bool values(Range &&range) {
    return llvm::all_of(range, [this](const clang::Stmt *s) { return value(s); });
  }

  bool is_object_trivial(const clang::CallExpr &call) {
    const clang::Expr *callee = call.getCallee()->IgnoreParenImpCasts();
    if (const auto *member = llvm::dyn_cast<clang::MemberExpr>(callee))
      return value(member->getBase());
    if (const auto *member = llvm::dyn_cast<clang::UnresolvedMemberExpr>(callee))
      return member->isImplicitAccess() || value(member->getBase());
    if (const auto *member = llvm::dyn_cast<clang::CXXDependentScopeMemberExpr>(callee))
      return member->isImplicitAccess() || value(member->getBase());
    return true;
  }

  bool is_call_allowed(const clang::CallExpr &call) {
    if (is_library_operator(call))
      return true;
    if (const clang::FunctionDecl *callee = call.getDirectCallee())
      return is_allowed(*callee);
    if (const auto *operation = llvm::dyn_cast<clang::CXXOperatorCallExpr>(&call))
      return may_be_arithmetic(operation->getOperator());
    const clang::Expr *callee = call.getCallee()->IgnoreParenImpCasts();
    if (const auto *overloaded = llvm::dyn_cast<clang::OverloadExpr>(callee))
      return is_any_allowed(*overloaded);
    const auto *member = llvm::dyn_cast<clang::CXXDependentScopeMemberExpr>(callee);
    return member && is_library_accessor(*member);
  }

  // Calls in a template, of which the instantiation chooses one.
  bool is_any_allowed(const clang::OverloadExpr &overloaded) {
    const clang::FunctionDecl *project = nullptr;
    for (const clang::NamedDecl *decl : overloaded.decls()) {
      const clang::FunctionDecl *candidate = function_of(decl);
      if (!candidate)
        return false;
      if (is_library_accessor(*candidate))
        continue;
      if (!has_span_(*candidate))
        return false;
      project = candidate;
    }
    return overloaded.getNumDecls() > 0 && (!project || forwards_to(*project));
  }

  bool is_allowed(const clang::FunctionDecl &callee) {
    if (const auto *method = llvm::dyn_cast<clang::CXXMethodDecl>(&callee))
      if (!method->isUserProvided())
        return true;
    if (const auto *constructor = llvm::dyn_cast<clang::CXXConstructorDecl>(&callee))
      if (constructor->isCopyOrMoveConstructor())
        return true;
    const clang::IdentifierInfo *name = callee.getIdentifier();
    if (callee.getBuiltinID() != 0 && name && name->getName().starts_with("__builtin_"))
      return true;
    return is_library_accessor(callee) || (has_span_(callee) && forwards_to(callee));
  }

  // T(value) in a template: a conversion, or the construction of a class of the project.
  bool is_conversion_allowed(const clang::CXXUnresolvedConstructExpr &made) {
    const clang::QualType type = made.getTypeAsWritten();
    if (is_library_value(type))
      return true;
    const clang::CXXRecordDecl *record = class_pattern(type);
    if (!record)
      return made.getNumArgs() <= 1;
    for (const clang::CXXConstructorDecl *constructor : record->ctors())
      if (constructor->isUserProvided() && !has_span_(*constructor))
        return false;
    return !is_of_library(*record) && ++calls_ == 1;
  }

  bool forwards_to(const clang::FunctionDecl &callee) {
    callee_ = &callee;
    return ++calls_ == 1 && callee.getCanonicalDecl() != function_.getCanonicalDecl();
  }

  const clang::FunctionDecl &function_;
  const HasSpan &has_span_;
  const clang::FunctionDecl *callee_ = nullptr;
  int calls_ = 0;
  bool has_expression_ = false, has_return_ = false;
};

// Follows the functions that forward to each other as far as they are defined in this unit. Returns true if they lead
// back: then no span would be left.
bool leads_back(const clang::FunctionDecl &function, const clang::FunctionDecl *callee, const HasSpan &has_span) {
  for (int i = 0; callee && i < kMaxForwards; ++i) {
    if (callee->getCanonicalDecl() == function.getCanonicalDecl())
      return true;
    const clang::FunctionDecl *defined = nullptr;
    const auto *body =
        callee->hasBody(defined) ? llvm::dyn_cast_or_null<clang::CompoundStmt>(defined->getBody()) : nullptr;
    TrivialBody trivial(*callee, has_span);
    if (!body || !trivial.matches(*body))
      return false;
    callee = trivial.callee();
  }
  return callee != nullptr;
}

} // namespace

bool is_trivial_function(const clang::FunctionDecl &function, const clang::CompoundStmt &body,
                         const HasSpan &has_span) {
  if (function.isMain() || !llvm::isa_and_nonnull<clang::CompoundStmt>(function.getBody()))
    return false;
  TrivialBody trivial(function, has_span);
  return trivial.matches(body) && !leads_back(function, trivial.callee(), has_span);
}

} // namespace telinject::rewrite
