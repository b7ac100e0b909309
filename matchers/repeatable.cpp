// Recognises names, members, elements and accessors of the standard library: see repeatable.h.
#include "matchers/repeatable.h"

#include "matchers/library_values.h"

#include "clang/AST/ExprCXX.h"
#include "clang/Lex/Lexer.h"

namespace telinject::rewrite {
namespace {

constexpr size_t kMaxRepeatedText = 120;

// Returns true if the expression can be evaluated again without an effect, and gives the same value.
bool is_repeatable(const clang::Expr *expression) {
  expression = expression->IgnoreParenImpCasts();
  if (expression->getType().isVolatileQualified() || expression->getType()->isAtomicType())
    return false;
  if (llvm::isa<clang::StringLiteral, clang::IntegerLiteral, clang::CXXThisExpr>(expression))
    return true;
  if (const auto *name = llvm::dyn_cast<clang::DeclRefExpr>(expression))
    return llvm::isa<clang::VarDecl, clang::EnumConstantDecl>(name->getDecl());
  if (const auto *member = llvm::dyn_cast<clang::MemberExpr>(expression))
    return llvm::isa<clang::FieldDecl>(member->getMemberDecl()) && is_repeatable(member->getBase());
  if (const auto *element = llvm::dyn_cast<clang::ArraySubscriptExpr>(expression))
    return is_repeatable(element->getBase()) && is_repeatable(element->getIdx());
  // *p and p-> of a smart pointer of the standard library
  if (const auto *call = llvm::dyn_cast<clang::CXXOperatorCallExpr>(expression))
    return (call->getOperator() == clang::OO_Star || call->getOperator() == clang::OO_Arrow) &&
           call->getNumArgs() == 1 && is_library_value(call->getArg(0)->getType()) && is_repeatable(call->getArg(0));
  if (const auto *unary = llvm::dyn_cast<clang::UnaryOperator>(expression))
    return (unary->getOpcode() == clang::UO_Deref || unary->getOpcode() == clang::UO_AddrOf) &&
           is_repeatable(unary->getSubExpr());
  if (const auto *call = llvm::dyn_cast<clang::CXXMemberCallExpr>(expression)) {
    const auto *member = llvm::dyn_cast<clang::MemberExpr>(call->getCallee()->IgnoreParenImpCasts());
    return member && call->getNumArgs() == 0 && call->getMethodDecl() && call->getMethodDecl()->getIdentifier() &&
           (call->getMethodDecl()->getName() == "c_str" || call->getMethodDecl()->getName() == "data") &&
           is_library_accessor(*call->getMethodDecl()) && is_repeatable(member->getBase());
  }
  return false;
}

} // namespace

std::string repeatable_text(const clang::Expr &expression, const UnitContext &unit) {
  const clang::SourceManager &sources = unit.ranges.sources();
  if (!is_repeatable(&expression))
    return "";
  const clang::SourceLocation begin = sources.getSpellingLoc(expression.getBeginLoc());
  const clang::SourceLocation last = sources.getSpellingLoc(expression.getEndLoc());
  // An expression of the macro, as written at its use: not of another macro.
  for (const clang::SourceLocation at : {expression.getBeginLoc(), expression.getEndLoc()})
    if (at.isMacroID() && (!sources.isMacroArgExpansion(at) || !sources.getFileLoc(at).isFileID() ||
                           sources.getFileLoc(at) != sources.getSpellingLoc(at)))
      return "";
  if (!unit.ranges.in_project(begin))
    return "";
  const llvm::StringRef text =
      clang::Lexer::getSourceText(clang::CharSourceRange::getTokenRange(begin, last), sources, unit.ast.getLangOpts());
  const bool is_simple = !text.empty() && text.size() <= kMaxRepeatedText &&
                         text.find_first_of("\n\r\\#") == llvm::StringRef::npos && !text.contains("/*") &&
                         !text.contains("//") && !text.contains("TELINJECT_") && !text.contains("__");
  // A string literal may contain "//".
  const bool is_literal = llvm::isa<clang::StringLiteral>(expression.IgnoreParenImpCasts());
  const bool is_plain_literal = is_literal && text.size() <= kMaxRepeatedText && text.starts_with("\"") &&
                                text.find_first_of("\n\r\\#") == llvm::StringRef::npos && !text.contains("??");
  return is_simple || is_plain_literal ? text.str() : "";
}

} // namespace telinject::rewrite
