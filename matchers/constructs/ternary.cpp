// A conditional expression, where capture.ternary asks for it: its condition is hooked as it passes.
//
//   c ? a : b
// becomes
//   TELINJECT_CHOOSE(1) c TELINJECT_CHOSEN(1, 1, "ternary then", "ternary else", "c") ? a : b
//
// The branches stay as they are: they may be null pointer constants, throw-expressions, or lvalues.
#include "matchers/constructs/ternary.h"

#include "matchers/emit.h"
#include "matchers/statement_ranges.h"

#include "clang/AST/ExprCXX.h"

namespace telinject {
namespace {

bool names_a_local_variable(const clang::Expr &condition, const Body &body) {
  for (const auto *mention : body.inside<clang::DeclRefExpr>(condition))
    if (const auto *variable = llvm::dyn_cast<clang::VarDecl>(mention->getDecl());
        variable && !variable->isConstexpr() && !variable->getType().isConstQualified() && variable->hasLocalStorage())
      return true;
  return false;
}

} // namespace

const char *hook_ternary(const TernarySite &what, const UnitContext &unit, Site &site) {
  const clang::Expr &condition = *what.choice.getCond();
  const bool is_cxx = unit.ast.getLangOpts().CPlusPlus;
  // A constant condition decides nothing, and may have to stay constant.
  if (condition.isValueDependent() ? !names_a_local_variable(condition, what.body) : condition.isEvaluatable(unit.ast))
    return "constant-condition";
  if (condition.getType()->isVectorType() || condition.getType()->isExtVectorType())
    return "vector-condition";
  if (!what.body.inside<clang::StmtExpr>(condition).empty())
    return "statement-expression";
  if (!is_cxx && !what.body.inside<clang::CompoundLiteralExpr>(condition).empty())
    return "brace-inside";
  const auto piece = expression_range(condition, unit);
  if (!piece)
    return "macro-at-its-edge";
  if (!is_cxx && has_brace(*piece, what.anchor, unit))
    return "brace-inside";
  unsigned m = 1;
  for (const clang::Stmt *at = what.body.parent(&what.choice); at; at = what.body.parent(at))
    if (const auto *around = llvm::dyn_cast<clang::ConditionalOperator>(at))
      m += what.body.contains(*around->getCond(), what.choice);
  site.edits.push_back(edit_before(*piece, emit_choose(m), Level::condition, m));
  site.edits.push_back(edit_after(*piece, emit_chosen(m, what.around.number, site.name), Level::condition, m));
  return "";
}

} // namespace telinject
