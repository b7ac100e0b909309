// Recognises overriders of std::exception::what() and inserts the early return.
#include "matchers/what.h"

#include "matchers/emit.h"
#include "matchers/harmless.h"
#include "matchers/statement_ranges.h"

#include "clang/AST/DeclCXX.h"
#include "clang/Basic/SourceManager.h"

namespace telinject::rewrite {
namespace {

bool is_std_exception(const clang::CXXRecordDecl &record) {
  return record.getIdentifier() && record.getName() == "exception" && record.isInStdNamespace();
}

// Returns true if the method overrides std::exception::what(), directly or indirectly.
bool overrides_what(const clang::CXXMethodDecl &method) {
  for (const clang::CXXMethodDecl *overridden : method.overridden_methods())
    if (is_std_exception(*overridden->getParent()) || overrides_what(*overridden))
      return true;
  return false;
}

// Recognises const char *what() const of a class that derives from std::exception, or in a template may derive from it.
bool may_be_what(const clang::CXXMethodDecl &method) {
  if (!method.getIdentifier() || method.getName() != "what" || method.getNumParams() != 0 || !method.isConst() ||
      method.isStatic())
    return false;
  const clang::ASTContext &ast = method.getASTContext();
  if (!ast.hasSameUnqualifiedType(method.getReturnType(), ast.getPointerType(ast.CharTy.withConst())))
    return false;
  const clang::CXXRecordDecl *record = method.getParent()->getDefinition();
  return overrides_what(method) || (record && record->hasAnyDependentBases());
}

} // namespace

std::optional<Site> guard_what(const clang::FunctionDecl &function, const clang::CompoundStmt &body,
                               const UnitContext &unit) {
  const auto *method = llvm::dyn_cast<clang::CXXMethodDecl>(&function);
  if (!method || !may_be_what(*method) || has_harmless_body(*method))
    return std::nullopt;
  const auto head = block_head(body, unit);
  const clang::SourceLocation brace = body.getLBracLoc();
  // The macro expands to these keywords.
  if (unit.ranges.is_macro({"if", "return"}))
    return std::nullopt;
  if (!head || unit.ranges.included_inside_declaration(brace) || unit.ranges.has_trigraph_backslash(brace))
    return std::nullopt;
  Site site;
  site.construct = kWhat;
  site.name = "what";
  site.edits.push_back(edit_before_head(*head, emit_what_guard(function.isConstexpr())));
  return site;
}

} // namespace telinject::rewrite
