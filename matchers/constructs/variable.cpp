// Instruments variable changes: declarations with initializers, assignments, ++ and --, anywhere in a function.
//
//   int n = 0; while ((c = next()) != EOF) n++;
// becomes, on the same line,
//   int n = TELINJECT_INIT(1, int) 0 TELINJECT_END_INIT(1, 1, "i", "n : int");
//   while ((TELINJECT_ASSIGN(1, __auto_type) c = next() TELINJECT_END_ASSIGN(…)) != EOF)
//       TELINJECT_POSTFIX_STEP(1, int) n++ TELINJECT_END_POSTFIX_STEP(…);
//
// The new value of a scalar passes through the hook: nothing is read or evaluated twice. Other types are recorded by
// type name or, for plain variables, read again after the statement.
#include "matchers/emit.h"
#include "matchers/names.h"
#include "matchers/registry.h"
#include "matchers/secrets.h"
#include "matchers/statement_ranges.h"
#include "matchers/value_codes.h"

#include "clang/AST/Attr.h"
#include "clang/AST/ExprCXX.h"

#include <unordered_set>

namespace telinject::rewrite {
namespace {

namespace match = clang::ast_matchers;

constexpr size_t kMaxNameLength = 60;

// Returns true for a variable or a member of one: naming it again has no side effect.
bool is_plain(const clang::Expr *expression) {
  expression = expression->IgnoreParenImpCasts();
  if (llvm::isa<clang::CXXThisExpr>(expression))
    return true;
  if (const auto *variable = llvm::dyn_cast<clang::DeclRefExpr>(expression))
    return llvm::isa<clang::VarDecl>(variable->getDecl()) && !expression->getBeginLoc().isMacroID();
  if (const auto *member = llvm::dyn_cast<clang::MemberExpr>(expression))
    return !expression->getEndLoc().isMacroID() && llvm::isa<clang::FieldDecl>(member->getMemberDecl()) &&
           (!member->isArrow() || llvm::isa<clang::CXXThisExpr>(member->getBase()->IgnoreParenImpCasts())) &&
           is_plain(member->getBase());
  return false;
}

// Resolves a structured binding to the member or element it is bound to.
const clang::Expr *referenced_lvalue(const clang::Expr *expression) {
  for (;;) {
    expression = expression->IgnoreParenImpCasts();
    const auto *name = llvm::dyn_cast<clang::DeclRefExpr>(expression);
    const auto *bound = name ? llvm::dyn_cast<clang::BindingDecl>(name->getDecl()) : nullptr;
    if (!bound || !bound->getBinding())
      return expression;
    expression = bound->getBinding();
  }
}

// Returns true if the member may be less aligned than its type requires.
bool is_packed(const clang::MemberExpr &member, const clang::ASTContext &ast) {
  const auto *field = llvm::dyn_cast<clang::FieldDecl>(member.getMemberDecl());
  if (!field || field->isInvalidDecl())
    return false;
  // The layout of a template's pattern is unknown.
  if (field->getType()->isDependentType() || field->getParent()->isDependentContext())
    return field->hasAttr<clang::PackedAttr>() || field->getParent()->hasAttr<clang::PackedAttr>() ||
           field->getParent()->hasAttr<clang::MaxFieldAlignmentAttr>();
  return field->getType()->isIncompleteArrayType()
             ? field->getParent()->hasAttr<clang::PackedAttr>()
             : ast.getDeclAlign(field) < ast.getTypeAlignInChars(field->getType());
}

// Returns true if a typedef reduces the alignment (`typedef int __attribute__((aligned(1))) loose`). A template's
// reference would drop the attribute.
bool is_underaligned(clang::QualType type, const clang::ASTContext &ast) {
  return !type.isNull() && !type->isDependentType() && !type->isIncompleteType() && !type->isFunctionType() &&
         ast.getTypeAlignInChars(type) < ast.getTypeAlignInChars(type.getCanonicalType());
}

// Returns true for an lvalue that no C++ reference can be bound to.
bool has_no_reference(const clang::Expr &target, const clang::ASTContext &ast) {
  if (target.refersToBitField() || target.refersToVectorElement() || target.getType().hasAddressSpace() ||
      is_underaligned(target.getType(), ast))
    return true;
  for (const clang::Expr *at = referenced_lvalue(&target);;) {
    if (const auto *member = llvm::dyn_cast<clang::MemberExpr>(at)) {
      if (is_packed(*member, ast))
        return true;
      if (is_underaligned(
              member->isArrow() ? member->getBase()->getType()->getPointeeType() : member->getBase()->getType(), ast))
        return true;
      if (member->isArrow())
        return false;
      at = referenced_lvalue(member->getBase());
    } else if (const auto *element = llvm::dyn_cast<clang::ArraySubscriptExpr>(at);
               element && element->getBase()->IgnoreParenImpCasts()->getType()->isArrayType()) {
      at = referenced_lvalue(element->getBase());
    } else {
      const auto *variable = llvm::dyn_cast<clang::DeclRefExpr>(at);
      return variable && variable->getDecl()->hasAttr<clang::AsmLabelAttr>();
    }
  }
}

bool is_scalar(clang::QualType type) {
  return type->isIntegralOrEnumerationType() || type->isRealFloatingType() || type->isPointerType();
}

// Returns true if the value is converted from a class type.
bool is_of_class(const clang::Expr &value) {
  const clang::Expr *inner = value.IgnoreImplicit();
  const auto *call = llvm::dyn_cast<clang::CXXMemberCallExpr>(inner);
  return inner->getType()->isRecordType() ||
         (call && llvm::isa_and_nonnull<clang::CXXConversionDecl>(call->getMethodDecl()));
}

// Returns true if compilers can see that the value is not negative; then they do not warn when it is compared with an
// unsigned value.
bool is_known_non_negative(const clang::Expr &value, const clang::ASTContext &ast) {
  const clang::Expr *inner = value.IgnoreParens();
  if (const auto *cast = llvm::dyn_cast<clang::CastExpr>(inner)) {
    const clang::QualType from = cast->getSubExpr()->getType();
    const bool widens = from->isUnsignedIntegerOrEnumerationType() && cast->getType()->isIntegerType() &&
                        ast.getTypeSize(from) < ast.getTypeSize(cast->getType());
    return widens || is_known_non_negative(*cast->getSubExpr(), ast);
  }
  if (llvm::isa<clang::IntegerLiteral, clang::CharacterLiteral>(inner) || inner->getType()->isBooleanType())
    return true;
  if (const auto *unary = llvm::dyn_cast<clang::UnaryOperator>(inner))
    return unary->getOpcode() == clang::UO_LNot;
  if (const auto *choice = llvm::dyn_cast<clang::ConditionalOperator>(inner))
    return is_known_non_negative(*choice->getTrueExpr(), ast) && is_known_non_negative(*choice->getFalseExpr(), ast);
  const auto *binary = llvm::dyn_cast<clang::BinaryOperator>(inner);
  if (!binary)
    return false;
  if (binary->isComparisonOp() || binary->isLogicalOp())
    return true;
  const bool right = is_known_non_negative(*binary->getRHS(), ast);
  if (binary->isAssignmentOp() || binary->isCommaOp())
    return right && !binary->isCompoundAssignmentOp();
  const bool left = is_known_non_negative(*binary->getLHS(), ast);
  return binary->getOpcode() == clang::BO_And ? left || right : left && (right || binary->isShiftOp());
}

// Detects (n = a == b) < size: a hook would hide that the value cannot be negative.
bool is_compared_as_unsigned(const clang::BinaryOperator &assignment, const Body &body, const clang::ASTContext &ast) {
  if (!assignment.getType()->isSignedIntegerType() || !is_known_non_negative(*assignment.getRHS(), ast))
    return false;
  const clang::Stmt *ancestor = body.parent(&assignment);
  bool becomes_unsigned = false;
  for (; llvm::isa_and_nonnull<clang::ParenExpr, clang::ImplicitCastExpr>(ancestor); ancestor = body.parent(ancestor))
    becomes_unsigned |= llvm::cast<clang::Expr>(ancestor)->getType()->isUnsignedIntegerType();
  const auto *comparison = llvm::dyn_cast_or_null<clang::BinaryOperator>(ancestor);
  return becomes_unsigned && comparison && comparison->isComparisonOp();
}

// Detects co_await inside the operands of &&,
//
//  or ?:. GCC 12 evaluates it unconditionally inside a call.
bool has_conditional_await(const clang::Expr &whole, const Body &body) {
  const auto decides = [](const clang::Stmt *ancestor) {
    const auto *logical = llvm::dyn_cast<clang::BinaryOperator>(ancestor);
    return llvm::isa<clang::AbstractConditionalOperator>(ancestor) || (logical && logical->isLogicalOp());
  };
  const auto is_conditional = [&](const clang::Stmt *await) {
    for (const clang::Stmt *ancestor = body.parent(await); ancestor && body.contains(whole, *ancestor);
         ancestor = body.parent(ancestor))
      if (decides(ancestor))
        return true;
    return false;
  };
  return llvm::any_of(body.descendants<clang::CoroutineSuspendExpr>(whole), is_conditional) ||
         llvm::any_of(body.descendants<clang::DependentCoawaitExpr>(whole), is_conditional);
}

class VariableConstruct : public InnerConstruct {
public:
  using InnerConstruct::InnerConstruct;

  void register_matchers(match::MatchFinder &finder) override {
    using namespace match;
    const auto source = clang::TK_IgnoreUnlessSpelledInSource;
    finder.addMatcher(traverse(source, binaryOperator(isAssignmentOperator()).bind("assignment")), this);
    finder.addMatcher(traverse(source, unaryOperator(hasAnyOperatorName("++", "--")).bind("step")), this);
    finder.addMatcher(traverse(source, cxxOperatorCallExpr(isAssignmentOperator()).bind("call")), this);
    finder.addMatcher(traverse(source, cxxOperatorCallExpr(hasAnyOverloadedOperatorName("++", "--")).bind("call")),
                      this);
    finder.addMatcher(traverse(source, declStmt().bind("declaration")), this);
  }

  void run(const match::MatchFinder::MatchResult &result) override {
    if (const auto *assignment = result.Nodes.getNodeAs<clang::BinaryOperator>("assignment"))
      visit_assignment(*assignment);
    if (const auto *step = result.Nodes.getNodeAs<clang::UnaryOperator>("step"))
      visit_step(*step);
    if (const auto *call = result.Nodes.getNodeAs<clang::CXXOperatorCallExpr>("call"))
      visit_call(*call);
    if (const auto *declaration = result.Nodes.getNodeAs<clang::DeclStmt>("declaration"))
      for (const clang::Decl *decl : declaration->decls())
        if (const auto *variable = llvm::dyn_cast<clang::VarDecl>(decl))
          visit_declaration(*declaration, *variable);
  }

private:
  bool is_cxx() const { return language().CPlusPlus; }
  void visit_assignment(const clang::BinaryOperator &assignment);
  void visit_step(const clang::UnaryOperator &step);
  void visit_call(const clang::CXXOperatorCallExpr &call);
  void visit_declaration(const clang::DeclStmt &statement, const clang::VarDecl &variable);

  // Each function adds the edits to the site or returns the skip reason.
  const char *wrap(const clang::Expr &whole, AssignmentForm form, const std::string &type, const std::string &codes,
                   int step, clang::QualType value_type, Candidate &found);
  void discard_enclosing(const clang::Expr &whole, Candidate &found);
  const char *instrument_write(const clang::Expr &whole, const clang::Expr &target, Candidate &found);
  const char *wrap_initialiser(const clang::VarDecl &variable, Candidate &found);
  const char *instrument_declaration(const clang::DeclStmt &statement, const clang::VarDecl &variable,
                                     Candidate &found);
  const char *instrument_assignment(const clang::BinaryOperator &assignment, Candidate &found);
  const char *instrument_step(const clang::UnaryOperator &step, Candidate &found);

  // In C the macros expand to statement expressions, at whose end compound literals inside are destroyed.
  bool may_be_wrapped(const clang::Expr &whole, const Body &body) const {
    if (!body.descendants<clang::StmtExpr>(whole).empty() || has_conditional_await(whole, body))
      return false;
    return is_cxx() || body.descendants<clang::CompoundLiteralExpr>(whole).empty();
  }
  bool is_secret(const std::string &name, clang::QualType type) const {
    return looks_secret(name, type, unit_.options.redact);
  }
  bool is_secret(const clang::Expr *expression) const {
    return expression && comes_from_secret(*expression, unit_.options.redact);
  }
  SiteText text(const std::string &codes, const std::string &name, clang::QualType type) const {
    const std::string shown = name.size() > kMaxNameLength ? name.substr(0, kMaxNameLength) + "..." : name;
    return {codes, 0, shown + " : " + display_type_name(type, unit_.ast)};
  }
  unsigned nesting(const clang::Stmt &whole, const Body &body) const {
    unsigned depth = 1;
    // Includes the expression itself: an initializer may consist of a single ++.
    for (const clang::Stmt *at = &whole; at; at = body.parent(at))
      depth += static_cast<unsigned>(wrapped_.count(at));
    return depth;
  }

  std::unordered_set<const clang::Stmt *> wrapped_, discarded_;
};

const char *VariableConstruct::wrap(const clang::Expr &whole, AssignmentForm form, const std::string &type,
                                    const std::string &codes, int step, clang::QualType value_type, Candidate &found) {
  const auto piece = expression_range(whole, unit_);
  if (!piece)
    return "macro-at-its-edge";
  if (!is_cxx() && has_brace(*piece, found.anchor, unit_))
    return "brace-inside";
  const unsigned m = nesting(whole, *found.body);
  if (m > kMaxHookDepth)
    return "nested-too-deep";
  Site &site = found.site;
  if (!is_cxx())
    discard_enclosing(whole, found);
  site.edits.push_back(edit_before(*piece, emit_assign(form, m, type), Level::expression, m));
  site.edits.push_back(
      edit_after(*piece, emit_end_assign(form, m, found.guard->number, text(codes, site.name, value_type), step),
                 Level::expression, m));
  wrapped_.insert(&whole);
  return "";
}

// Returns true if the enclosing expression has the value of that operand.
bool takes_value_of(const clang::Stmt &ancestor, const clang::Stmt *operand) {
  if (const auto *binary = llvm::dyn_cast<clang::BinaryOperator>(&ancestor))
    return (binary->isLogicalOp() || binary->isCommaOp()) && binary->getRHS() == operand;
  const auto *choice = llvm::dyn_cast<clang::ConditionalOperator>(&ancestor);
  return choice && choice->getCond() != operand;
}

// In  a && (b = c);  and  a++, b++;  the last value is unused. Compilers see that only while it is an assignment or a
// step.
void VariableConstruct::discard_enclosing(const clang::Expr &whole, Candidate &found) {
  const clang::Expr *outermost = nullptr;
  const clang::Stmt *at = &whole;
  for (const clang::Stmt *ancestor = found.body->parent(at); ancestor;
       at = ancestor, ancestor = found.body->parent(at)) {
    if (llvm::isa<clang::ParenExpr, clang::ImplicitCastExpr>(ancestor))
      continue;
    if (!takes_value_of(*ancestor, at))
      break;
    outermost = llvm::cast<clang::Expr>(ancestor);
  }
  if (!outermost || discarded_.count(outermost))
    return;
  const auto *comma = llvm::dyn_cast_or_null<clang::BinaryOperator>(at ? found.body->parent(at) : nullptr);
  if (!(comma && comma->isCommaOp() && comma->getLHS() == at) && !is_discarded(*outermost, *found.body))
    return;
  discarded_.insert(outermost);
  if (const auto piece = expression_range(*outermost, unit_)) {
    found.site.edits.push_back(edit_before(*piece, emit_discard(), Level::statement));
    found.site.edits.push_back(edit_after(*piece, emit_end_discard(), Level::statement));
  }
}

// Returns what an assignment, also by an operator of a class, assigns; null if it is another write.
static const clang::Expr *assigned_value(const clang::Expr &whole) {
  if (const auto *assignment = llvm::dyn_cast<clang::BinaryOperator>(&whole))
    return assignment->getRHS();
  const auto *call = llvm::dyn_cast<clang::CXXOperatorCallExpr>(&whole);
  return call && call->getNumArgs() == 2 ? call->getArg(1) : nullptr;
}

const char *VariableConstruct::instrument_write(const clang::Expr &whole, const clang::Expr &target, Candidate &found) {
  if (!is_discarded(whole, *found.body))
    return "value-is-used";
  if (has_conditional_await(whole, *found.body))
    return "await-on-condition";
  const auto piece = expression_range(whole, unit_);
  if (!piece)
    return "macro-at-its-edge";
  const clang::QualType type = target.getType();
  CapturedValue value{'o', "o", ""};
  if (is_secret(found.site.name, type) || is_secret(&target) || is_secret(assigned_value(whole)))
    value = {'r', "r", ""};
  else if (type->isDependentType() && has_no_reference(target, unit_.ast))
    return "template-dependent";
  else if (is_plain(&target) && !unit_.ranges.changes_when_repeated(target.getBeginLoc(), target.getEndLoc()))
    value = capture_variable(text_of(target.getBeginLoc(), target.getEndLoc()), type, found.anchor, unit_);
  else if (type->isDependentType())
    return "template-dependent";
  found.site.edits.push_back(edit_before(*piece, emit_write(), Level::statement));
  found.site.edits.push_back(edit_after(
      *piece, emit_end_write(found.guard->number, text(value.in_site, found.site.name, type), value.expression),
      Level::statement));
  return "";
}

const char *VariableConstruct::instrument_assignment(const clang::BinaryOperator &assignment, Candidate &found) {
  const clang::Expr &target = *assignment.getLHS();
  const clang::QualType type = target.getType();
  if (type->isDependentType() || assignment.isTypeDependent() || type.isVolatileQualified() || type->isAtomicType() ||
      is_secret(found.site.name, type) || is_secret(&target) || is_secret(assignment.getRHS()) || !is_scalar(type) ||
      !may_be_wrapped(assignment, *found.body))
    return instrument_write(assignment, target, found);
  const auto codes = returned_code(type, unit_);
  if (!codes)
    return instrument_write(assignment, target, found);
  if (is_compared_as_unsigned(assignment, *found.body, unit_.ast))
    return "value-is-used";
  const auto spelled = spelled_type_name(type, found.body->function(), unit_.ranges);
  if (is_cxx() ? !has_no_reference(target, unit_.ast) : !target.refersToBitField())
    return wrap(assignment, AssignmentForm::assignment, is_cxx() ? spelled.value_or("auto") : "__auto_type", *codes, 0,
                type, found);
  if (!spelled)
    return instrument_write(assignment, target, found);
  // A target without a reference is passed by value; in C++ the expression's value must then be unused.
  if (is_cxx() && !is_discarded(assignment, *found.body))
    return "bit-field-value-is-used";
  return wrap(assignment, is_cxx() ? AssignmentForm::initializer : AssignmentForm::assignment, *spelled, *codes, 0,
              type, found);
}

void VariableConstruct::visit_assignment(const clang::BinaryOperator &assignment) {
  const clang::Expr &target = *assignment.getLHS();
  auto found =
      candidate("variable", text_of(target.getBeginLoc(), target.getEndLoc()), assignment, assignment.getOperatorLoc());
  if (!found)
    return;
  if (found->site.instrumented())
    found->site.skip_reason = instrument_assignment(assignment, *found);
  add(std::move(*found));
}

const char *VariableConstruct::instrument_step(const clang::UnaryOperator &step, Candidate &found) {
  const clang::Expr &target = *step.getSubExpr();
  const clang::QualType type = target.getType();
  const bool plain_write = type->isDependentType() || type.isVolatileQualified() || type->isAtomicType() ||
                           is_secret(found.site.name, type) || !is_scalar(type) || type->isBooleanType() ||
                           !may_be_wrapped(step, *found.body);
  const auto codes = plain_write ? std::nullopt : returned_code(type, unit_);
  const auto spelled = plain_write ? std::nullopt : spelled_type_name(type, found.body->function(), unit_.ranges);
  if (!codes || !spelled)
    return instrument_write(step, target, found);
  // The previous value cannot be derived from the new one if the type wraps around or has no arithmetic.
  const bool has_value_only = is_cxx() && has_no_reference(target, unit_.ast);
  const bool steps = !target.refersToBitField() && !(has_value_only && step.isPrefix()) && !type->isVoidPointerType() &&
                     !type->isFunctionPointerType() && !type->isRealFloatingType();
  if (steps) {
    const std::string code(1, codes->front());
    return wrap(step, step.isPrefix() ? AssignmentForm::prefix_step : AssignmentForm::postfix_step, *spelled,
                code + code, step.isIncrementOp() ? 1 : -1, type, found);
  }
  if (step.isPostfix() || has_value_only)
    return instrument_write(step, target, found);
  return wrap(step, AssignmentForm::assignment, *spelled, *codes, 0, type, found);
}

void VariableConstruct::visit_step(const clang::UnaryOperator &step) {
  const clang::Expr &target = *step.getSubExpr();
  auto found = candidate("variable", text_of(target.getBeginLoc(), target.getEndLoc()), step, step.getOperatorLoc());
  if (!found)
    return;
  if (found->site.instrumented())
    found->site.skip_reason = instrument_step(step, *found);
  add(std::move(*found));
}

void VariableConstruct::visit_call(const clang::CXXOperatorCallExpr &call) {
  const clang::Expr &target = *call.getArg(0);
  auto found = candidate("variable", text_of(target.getBeginLoc(), target.getEndLoc()), call, call.getOperatorLoc());
  if (!found)
    return;
  if (found->site.instrumented())
    found->site.skip_reason = instrument_write(call, target, *found);
  add(std::move(*found));
}

const char *VariableConstruct::wrap_initialiser(const clang::VarDecl &variable, Candidate &found) {
  const clang::QualType type = variable.getType();
  if (!is_scalar(type) || type.isVolatileQualified() || type->isAtomicType() || is_secret(found.site.name, type) ||
      is_secret(variable.getInit()))
    return nullptr;
  // A value that may be used as a constant stays unmodified.
  if (variable.isConstexpr() || (type.isConstQualified() && !type->isPointerType()))
    return nullptr;
  const clang::Expr *value = variable.getInit();
  if (const auto *full = llvm::dyn_cast<clang::FullExpr>(value))
    value = full->getSubExpr();
  if (const auto *list = llvm::dyn_cast<clang::InitListExpr>(value)) {
    if (list->getNumInits() != 1)
      return nullptr;
    value = list->getInit(0);
  }
  // int n(arguments...): the template's arguments have no type before instantiation.
  if (value->getType().isNull() || llvm::isa<clang::ParenListExpr>(value))
    return nullptr;
  if (!found.body->find(value) || !may_be_wrapped(*value, *found.body))
    return nullptr;
  for (const auto *mention : found.body->descendants<clang::DeclRefExpr>(*value))
    if (mention->getDecl() == &variable)
      return nullptr;
  // Only direct initialization may convert explicitly.
  if (variable.getInitStyle() != clang::VarDecl::CInit && is_of_class(*value))
    return nullptr;
  const auto codes = returned_code(type, unit_);
  auto spelled = spelled_type_name(type, found.body->function(), unit_.ranges);
  if (!spelled && !is_cxx() && !type->getContainedAutoType())
    spelled = "__typeof__(" + variable.getNameAsString() + ")";
  if (!codes || !spelled)
    return nullptr;
  return wrap(*value, AssignmentForm::initializer, *spelled, *codes, 0, type, found);
}

const char *VariableConstruct::instrument_declaration(const clang::DeclStmt &statement, const clang::VarDecl &variable,
                                                      Candidate &found) {
  const clang::Stmt *ancestor = found.body->parent(&statement);
  if (!llvm::isa_and_nonnull<clang::CompoundStmt>(ancestor))
    return "in-header";
  if (llvm::isa_and_nonnull<clang::SwitchStmt>(found.body->parent(ancestor)))
    return "before-labels";
  const auto piece = statement_range(statement, unit_);
  if (!piece)
    return "macro-at-its-edge";
  const std::string name = variable.getNameAsString();
  const bool is_redacted = is_secret(name, variable.getType()) || is_secret(variable.getInit());
  const CapturedValue value =
      is_redacted ? CapturedValue{'r', "r", ""} : capture_variable(name, variable.getType(), found.anchor, unit_);
  found.site.edits.push_back(
      edit_after(*piece,
                 emit_declaration(found.body->next_declaration(), found.guard->number,
                                  text(value.in_site, name, variable.getType()), value.expression),
                 Level::statement));
  return "";
}

void VariableConstruct::visit_declaration(const clang::DeclStmt &statement, const clang::VarDecl &variable) {
  const clang::Expr *init = variable.getInit();
  if (!init || !variable.hasLocalStorage() || variable.isImplicit() || variable.getType()->isReferenceType() ||
      variable.getName().empty() || llvm::isa<clang::DecompositionDecl>(variable))
    return;
  // A default constructor call gives no value.
  const auto *made = llvm::dyn_cast<clang::CXXConstructExpr>(init->IgnoreImplicit());
  if (made && made->getNumArgs() == 0 && !made->isListInitialization())
    return;
  auto found = candidate("variable", variable.getNameAsString(), statement, variable.getLocation());
  if (!found)
    return;
  if (found->site.instrumented()) {
    const char *reason = wrap_initialiser(variable, *found);
    if (!reason || *reason)
      reason = instrument_declaration(statement, variable, *found);
    found->site.skip_reason = reason;
  }
  add(std::move(*found));
}

} // namespace

std::unique_ptr<Construct> make_VariableConstruct(UnitContext &unit) {
  return std::make_unique<VariableConstruct>(unit);
}

} // namespace telinject::rewrite
