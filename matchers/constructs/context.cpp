// Binds callables that go to a queue or an executor to the trace of the span in which they were handed over: arguments
// of the functions that an aspect of kind context names (docs/aspects.md).
//
//   tasks.push([this] { load(); });
// becomes
//   tasks.push(TELINJECT_BIND(::std::function<void ()>) [this] { load(); } TELINJECT_END_BIND());
//
// Where the function takes a callable of any type (boost::asio::post), TELINJECT_BIND_ANY() is inserted.
#include "matchers/emit.h"
#include "matchers/names.h"
#include "matchers/registry.h"
#include "matchers/statement_ranges.h"

#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace telinject::rewrite {
namespace {

namespace match = clang::ast_matchers;

constexpr unsigned kBindDepth = 32; // around the same text, outside of a call that is the argument

// Recognises classes that hold a callable of any type: std::function<void ()>.
const clang::ClassTemplateSpecializationDecl *wrapper_of(clang::QualType type) {
  const auto *record = llvm::dyn_cast_or_null<clang::ClassTemplateSpecializationDecl>(
      type.isNull() ? nullptr : type.getNonReferenceType()->getAsCXXRecordDecl());
  if (!record)
    return nullptr;
  static const std::vector<std::string> names{"std::function", "std::move_only_function", "std::copyable_function",
                                              "boost::function"};
  return std::find(names.begin(), names.end(), plain_name(record)) != names.end() ? record : nullptr;
}

bool is_callable(clang::QualType type) {
  const clang::CXXRecordDecl *record = type.getNonReferenceType()->getAsCXXRecordDecl();
  return (record && record->isLambda()) || wrapper_of(type);
}

// Does the function deduce the type of that parameter, whatever it is?
bool takes_any_type(const clang::FunctionDecl &function, unsigned index) {
  const clang::FunctionTemplateDecl *known = function.getPrimaryTemplate();
  const clang::FunctionDecl *pattern = known ? known->getTemplatedDecl() : nullptr;
  if (!pattern || pattern->getNumParams() == 0)
    return false;
  clang::QualType type = pattern->getParamDecl(std::min(index, pattern->getNumParams() - 1))->getType();
  if (const auto *pack = type->getAs<clang::PackExpansionType>())
    type = pack->getPattern();
  const auto *parameter = type.getNonReferenceType()->getAs<clang::TemplateTypeParmType>();
  return parameter && parameter->getDepth() == known->getTemplateParameters()->getDepth();
}

bool has_explicit_types(const clang::CallExpr &call) {
  const clang::Expr *callee = call.getCallee()->IgnoreParenImpCasts();
  const auto *name = llvm::dyn_cast<clang::DeclRefExpr>(callee);
  const auto *member = llvm::dyn_cast<clang::MemberExpr>(callee);
  return (name && name->hasExplicitTemplateArgs()) || (member && member->hasExplicitTemplateArgs());
}

class ContextConstruct : public InnerConstruct {
public:
  explicit ContextConstruct(UnitContext &unit) : InnerConstruct(unit) {
    for (const Aspect &aspect : unit.options.aspects)
      if (aspect.action == "bind")
        functions_[aspect.function.substr(aspect.function.rfind(':') + 1)].push_back(aspect.function);
  }

  void register_matchers(match::MatchFinder &finder) override {
    using namespace match;
    if (!functions_.empty() && language().CPlusPlus11)
      finder.addMatcher(traverse(clang::TK_IgnoreUnlessSpelledInSource, callExpr().bind("call")), this);
  }

  void run(const match::MatchFinder::MatchResult &result) override {
    if (const auto *call = result.Nodes.getNodeAs<clang::CallExpr>("call"))
      visit(*call);
  }

private:
  // What a call calls. In a template a member may be unresolved; its class is known all the same.
  struct Callee {
    std::string name;                            // qualified
    const clang::FunctionDecl *function;         // null: unresolved
    const clang::CXXRecordDecl *owner = nullptr; // the class of a member
  };
  std::optional<Callee> callee_of(const clang::CallExpr &call) const;
  bool is_described(const Callee &callee) const;
  const clang::ClassTemplateSpecializationDecl *target_of(const Callee &callee, unsigned index) const;
  std::optional<std::string> spelled(const clang::ClassTemplateSpecializationDecl &wrapper,
                                     const clang::FunctionDecl &user) const;
  bool is_popped(const clang::CXXRecordDecl &container);
  void visit(const clang::CallExpr &call);
  const char *bind(const clang::CallExpr &call, const clang::Expr &argument, const Callee &callee, unsigned index,
                   Candidate &found) const;

  std::unordered_map<std::string, std::vector<std::string>> functions_; // by their last name
  // The containers from which the unit takes elements at an end; empty until the first is asked for.
  std::optional<std::unordered_set<const clang::CXXRecordDecl *>> popped_;
};

std::optional<ContextConstruct::Callee> ContextConstruct::callee_of(const clang::CallExpr &call) const {
  if (const clang::FunctionDecl *function = call.getDirectCallee()) {
    if (!function->getIdentifier())
      return std::nullopt;
    const auto *method = llvm::dyn_cast<clang::CXXMethodDecl>(function);
    return Callee{plain_name(function->getDeclContext()) + "::" + function->getName().str(), function,
                  method ? method->getParent() : nullptr};
  }
  const auto *member = llvm::dyn_cast<clang::UnresolvedMemberExpr>(call.getCallee()->IgnoreParens());
  if (!member || !member->getMemberName().isIdentifier() || member->getBaseType().isNull())
    return std::nullopt;
  const clang::QualType base =
      member->isArrow() ? member->getBaseType()->getPointeeType() : member->getBaseType().getNonReferenceType();
  const clang::CXXRecordDecl *owner = base.isNull() ? nullptr : base->getAsCXXRecordDecl();
  if (!owner)
    return std::nullopt;
  return Callee{plain_name(owner) + "::" + member->getMemberName().getAsString(), nullptr, owner};
}

bool ContextConstruct::is_described(const Callee &callee) const {
  const auto found = functions_.find(callee.name.substr(callee.name.rfind(':') + 1));
  return found != functions_.end() &&
         llvm::any_of(found->second, [&](const std::string &name) { return name == callee.name; });
}

// Returns the class in which the function keeps the callable; null: it takes callables of any type.
const clang::ClassTemplateSpecializationDecl *ContextConstruct::target_of(const Callee &callee, unsigned index) const {
  if (callee.function && index < callee.function->getNumParams())
    if (const auto *wrapper = wrapper_of(callee.function->getParamDecl(index)->getType()))
      return wrapper;
  // emplace: a container's element.
  const auto *owner = llvm::dyn_cast_or_null<clang::ClassTemplateSpecializationDecl>(callee.owner);
  if (!owner || owner->getTemplateArgs().size() == 0 ||
      owner->getTemplateArgs()[0].getKind() != clang::TemplateArgument::Type)
    return nullptr;
  return wrapper_of(owner->getTemplateArgs()[0].getAsType());
}

// Returns "::std::function<int (const char *)>", if each of its types can be spelled where `user` stands.
std::optional<std::string> ContextConstruct::spelled(const clang::ClassTemplateSpecializationDecl &wrapper,
                                                     const clang::FunctionDecl &user) const {
  const clang::TemplateArgumentList &arguments = wrapper.getTemplateArgs();
  const auto *signature = arguments.size() == 1 && arguments[0].getKind() == clang::TemplateArgument::Type
                              ? arguments[0].getAsType()->getAs<clang::FunctionProtoType>()
                              : nullptr;
  if (!signature || signature->isVariadic() || signature->getMethodQuals().hasQualifiers() ||
      signature->getRefQualifier() != clang::RQ_None || signature->getExceptionSpecType() != clang::EST_None)
    return std::nullopt;
  const auto one = [&](clang::QualType type) -> std::optional<std::string> {
    const bool is_reference = type->isLValueReferenceType();
    if (type->isRValueReferenceType())
      return std::nullopt;
    const clang::QualType of = type.getNonReferenceType();
    auto text = spelled_type_name(of, user, unit_.ranges);
    if (text && is_reference)
      text = (of.isConstQualified() ? "const " : "") + *text + " &";
    return of.isVolatileQualified() ? std::nullopt : text;
  };
  const auto result = one(signature->getReturnType());
  if (!result)
    return std::nullopt;
  std::string text = "::" + plain_name(&wrapper) + "<" + *result + " (";
  for (const clang::QualType type : signature->param_types()) {
    const auto parameter = one(type);
    if (!parameter)
      return std::nullopt;
    text += (text.ends_with("(") ? "" : ", ") + *parameter;
  }
  return text + ")>";
}

// Returns the skip reason, or "".
const char *ContextConstruct::bind(const clang::CallExpr &call, const clang::Expr &argument, const Callee &callee,
                                   unsigned index, Candidate &found) const {
  const auto *target = target_of(callee, index);
  if (!target && (!callee.function || !takes_any_type(*callee.function, index) || has_explicit_types(call)))
    return "depends-on-template";
  const auto piece = expression_range(argument, unit_);
  if (!piece)
    return "macro-at-its-edge";
  std::string before = emit_macro_before("TELINJECT_BIND_ANY", {});
  if (target) {
    const auto type = spelled(*target, found.body->function());
    if (!type)
      return "result-type";
    before = emit_macro_before("TELINJECT_BIND", {*type});
  }
  found.site.edits.push_back(edit_before(*piece, before, Level::expression, kBindDepth));
  found.site.edits.push_back(edit_after(*piece, emit_macro("TELINJECT_END_BIND", {}), Level::expression, kBindDepth));
  return "";
}

// Recognises containers that are queues.  One from which nothing is taken holds listeners, which are called often: they
// are not work of the span that has added them.
bool ContextConstruct::is_popped(const clang::CXXRecordDecl &container) {
  using namespace match;
  if (!popped_) {
    popped_.emplace();
    const auto pop = cxxMemberCallExpr(callee(cxxMethodDecl(hasAnyName("pop", "pop_front", "pop_back")))).bind("call");
    const auto pops = match::match(decl(forEachDescendant(pop)), *unit_.ast.getTranslationUnitDecl(), unit_.ast);
    for (const BoundNodes &found : pops)
      popped_->insert(
          found.getNodeAs<clang::CXXMemberCallExpr>("call")->getMethodDecl()->getParent()->getCanonicalDecl());
  }
  return popped_->count(container.getCanonicalDecl()) != 0;
}

void ContextConstruct::visit(const clang::CallExpr &call) {
  const auto callee = callee_of(call);
  if (!callee || !is_described(*callee))
    return;
  for (unsigned i = 0; i < call.getNumArgs(); ++i) {
    const clang::Expr &argument = *call.getArg(i)->IgnoreUnlessSpelledInSource();
    if (!is_callable(argument.getType()))
      continue;
    auto found = candidate("context", callee->name.substr(callee->name.rfind(':') + 1), argument,
                           argument.getBeginLoc(), argument.getBeginLoc());
    if (!found)
      continue;
    const bool is_container = callee->owner && callee->owner->isInStdNamespace();
    if (found->site.instrumented())
      found->site.skip_reason =
          is_container && !is_popped(*callee->owner) ? "not-popped" : bind(call, argument, *callee, i, *found);
    add(std::move(*found));
  }
}

} // namespace

std::unique_ptr<Construct> make_ContextConstruct(UnitContext &unit) {
  return std::make_unique<ContextConstruct>(unit);
}

} // namespace telinject::rewrite
