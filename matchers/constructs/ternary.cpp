// Instruments conditional expressions if capture.ternary is set: the condition passes through a hook.
//
//   c ? a : b
// becomes
//   TELINJECT_TERNARY(1) c TELINJECT_END_TERNARY(1, 1, "ternary then", "ternary else", "c") ? a : b
//
// The branches stay unmodified: they may be null pointer constants, throw-expressions or lvalues.
#include "matchers/constructs/ternary.h"

#include "matchers/emit.h"
#include "matchers/statement_ranges.h"

#include "clang/AST/ExprCXX.h"

namespace telinject::rewrite {
namespace {

bool names_a_local_variable(const clang::Expr &condition, const Body &body) {
  for (const auto *mention : body.descendants<clang::DeclRefExpr>(condition))
    if (const auto *variable = llvm::dyn_cast<clang::VarDecl>(mention->getDecl());
        variable && !variable->isConstexpr() && !variable->getType().isConstQualified() && variable->hasLocalStorage())
      return true;
  return false;
}

} // namespace

const char *hook_ternary(const TernarySite &input, const UnitContext &unit, Site &site) {
  const clang::Expr &condition = *input.choice.getCond();
  const bool is_cxx = unit.ast.getLangOpts().CPlusPlus;
  // A constant condition selects no branch at run time and may have to stay constant.
  if (condition.isValueDependent() ? !names_a_local_variable(condition, input.body) : condition.isEvaluatable(unit.ast))
    return "constant-condition";
  if (condition.getType()->isVectorType() || condition.getType()->isExtVectorType())
    return "vector-condition";
  if (!input.body.descendants<clang::StmtExpr>(condition).empty())
    return "statement-expression";
  if (!is_cxx && !input.body.descendants<clang::CompoundLiteralExpr>(condition).empty())
    return "brace-inside";
  const auto piece = expression_range(condition, unit);
  if (!piece)
    return "macro-at-its-edge";
  if (!is_cxx && has_brace(*piece, input.anchor, unit))
    return "brace-inside";
  unsigned m = 1;
  for (const clang::Stmt *at = input.body.parent(&input.choice); at; at = input.body.parent(at))
    if (const auto *outer = llvm::dyn_cast<clang::ConditionalOperator>(at))
      m += input.body.contains(*outer->getCond(), input.choice);
  site.edits.push_back(edit_before(*piece, emit_ternary(m), Level::condition, m));
  site.edits.push_back(edit_after(*piece, emit_end_ternary(m, input.guard.number, site.name), Level::condition, m));
  return "";
}

} // namespace telinject::rewrite
