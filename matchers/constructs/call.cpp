// Instruments calls of library functions that an aspect describes (docs/aspects.md).
//
//   if (sqlite3_exec(db, text.c_str(), 0, 0, 0) != SQLITE_OK)
// becomes, on the same line,
//   if (TELINJECT_CALL(1, 1, "dc2", "sqlite3 internal", "sqlite3_exec\ndb.system.name=sqlite", 0) sqlite3_exec(
//       TELINJECT_ARG(1) db TELINJECT_END_ARG(1, "h"), TELINJECT_ARG(1) text.c_str() TELINJECT_END_ARG(1, "s …"), 0, 0,
//       0) TELINJECT_END_CALL(1, "Ri error!=0", TELINJECT_ON_ERROR(1, "s error.message", …)) != SQLITE_OK)
//
// The call itself stays as it was written. Its arguments and its result pass through unchanged, each evaluated once.
// Where a macro of the library hides the call (curl_easy_setopt), the macro's use is wrapped, and arguments are named
// again if that has no effect.
//
// In C++ the end of a call that throws is noticed by a temporary (TELINJECT_THROWS). An object that the call returns by
// value initialises what it did (TELINJECT_GUARDED_CALL), or passes by its address (TELINJECT_TEMPORARY_CALL).
#include "matchers/call_arguments.h"
#include "matchers/call_callees.h"
#include "matchers/call_exceptions.h"
#include "matchers/call_headers.h"
#include "matchers/call_helpers.h"
#include "matchers/emit.h"
#include "matchers/macro_arguments.h"
#include "matchers/names.h"
#include "matchers/registry.h"
#include "matchers/statement_ranges.h"

#include "clang/AST/ExprCXX.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace telinject::rewrite {
namespace {

namespace match = clang::ast_matchers;

using Shape = CallResult::Form;

// Around the same text, an assignment or initialiser is outside of a call.
constexpr unsigned kCallDepth = 64;

// The ACTION of telinject_call.
char action_code(const Aspect &aspect) {
  static constexpr std::pair<const char *, char> codes[] = {
      {"record", 'c'},    {"remember", 'r'},         {"begin", 'b'},         {"step", 's'},    {"continue", 'S'},
      {"end", 'e'},       {"forget", 'f'},           {"enqueue", 'q'},       {"dequeue", 'd'}, {"answer", 'a'},
      {"hand_over", 'N'}, {"hand_over_merged", 'm'}, {"hand_over_anew", 'n'}};
  if (aspect.records_failure && aspect.action == "remember")
    return 'R';
  for (const auto &[word, code] : codes)
    if (aspect.action == word)
      return code;
  return 'c';
}

// Calls of a chain (a.f().g()) begin at the same place; the name of the member function is each one's own.
clang::SourceLocation anchor_of(const clang::Expr &whole) {
  const auto *call = llvm::dyn_cast<clang::CallExpr>(&whole);
  const clang::Expr *callee = call ? call->getCallee()->IgnoreParenImpCasts() : nullptr;
  if (const auto *member = llvm::dyn_cast_or_null<clang::MemberExpr>(callee);
      member && whole.getBeginLoc().isFileID() && member->getMemberLoc().isFileID())
    return member->getMemberLoc();
  return whole.getBeginLoc();
}

bool reads_result(const Aspect &aspect) {
  return llvm::any_of(aspect.attributes,
                      [](const AspectAttribute &attribute) {
                        return attribute.helper && attribute.helper->object == "result";
                      }) ||
         (aspect.row_count && aspect.row_count->object == "result");
}

class CallConstruct : public InnerConstruct {
public:
  explicit CallConstruct(UnitContext &unit) : InnerConstruct(unit), callees_(unit) {
    const auto &events = unit.options.events;
    const auto has = [&](const char *name) { return std::find(events.begin(), events.end(), name) != events.end(); };
    const bool wants_all = events.empty() || has("call");
    for (const Aspect &aspect : unit.options.aspects)
      if (aspect.action != "bind" && !aspect.handler && (wants_all || has(aspect.kind.c_str())))
        callees_.add(aspect);
  }

  void register_matchers(match::MatchFinder &finder) override {
    using namespace match;
    if (!callees_.empty())
      finder.addMatcher(traverse(clang::TK_IgnoreUnlessSpelledInSource, callExpr().bind("call")), this);
  }

  void run(const match::MatchFinder::MatchResult &result) override {
    const auto *call = result.Nodes.getNodeAs<clang::CallExpr>("call");
    if (!call)
      return;
    const Aspect *aspect = callees_.aspect_for(*call);
    if (aspect && aspect->set_headers)
      senders_.push_back(call);
    else if (aspect)
      visit(*call, *aspect);
    else if (const Aspect *possible = callees_.aspect_for_dependent(*call))
      skip_dependent(*call, *possible);
  }

  // Whether requests may get a header depends on all calls that set one.
  void onEndOfTranslationUnit() override {
    for (const clang::CallExpr *call : senders_)
      visit(*call, *callees_.aspect_for(*call));
  }

private:
  bool is_cxx() const { return language().CPlusPlus; }
  void visit(const clang::CallExpr &call, const Aspect &aspect);
  void skip_dependent(const clang::CallExpr &call, const Aspect &aspect);
  const clang::Expr *behind_macro(const clang::CallExpr &call, const Body &body) const;

  // Each returns the skip reason, or "".
  const char *instrument(const clang::CallExpr &call, const clang::Expr &whole, const Aspect &aspect, Candidate &found);
  const char *check(const CallSite &call) const;
  const char *check_context(const CallSite &call) const;
  const char *add_state(CallSite &call) const;
  const char *finish(CallSite &call, const Guard &guard) const;

  CallCallees callees_;
  std::unordered_set<const clang::Stmt *> wrapped_;
  std::unordered_map<const Body *, unsigned> calls_of_body_;
  std::vector<const clang::CallExpr *> senders_;
  bool has_unseen_headers_ = false; // a call that sets headers is left alone
};

// Returns the largest expression that the same use of a macro gives; null if its value is not the call's.
const clang::Expr *CallConstruct::behind_macro(const clang::CallExpr &call, const Body &body) const {
  const clang::SourceLocation use = sources().getExpansionLoc(call.getBeginLoc());
  const clang::Stmt *largest = &call;
  const clang::Stmt *value = &call; // has the value of the call
  for (const clang::Stmt *at = body.parent(&call); at; at = body.parent(at)) {
    const auto is_of_use = [&](clang::SourceLocation place) {
      return place.isMacroID() && sources().getExpansionLoc(place) == use;
    };
    if (!is_of_use(at->getBeginLoc()) || !is_of_use(at->getEndLoc()))
      break;
    const auto *block = llvm::dyn_cast<clang::CompoundStmt>(at);
    const bool keeps_value = llvm::isa<clang::ParenExpr, clang::StmtExpr>(at) ||
                             (block && block->body_back() == largest) ||
                             (llvm::isa<clang::UnaryOperator>(at) &&
                              llvm::cast<clang::UnaryOperator>(at)->getOpcode() == clang::UO_Extension);
    if (keeps_value && value == largest)
      value = at;
    largest = at;
  }
  return value == largest ? llvm::dyn_cast<clang::Expr>(largest) : nullptr;
}

const char *CallConstruct::check(const CallSite &call) const {
  const clang::FunctionDecl *definition = nullptr;
  if (call.callee.isDefined(definition) && unit_.ranges.in_project(sources().getFileLoc(definition->getLocation())))
    return "defined-in-project";
  if (call.call.isInstantiationDependent())
    return "depends-on-template";
  if (!call.callee.hasPrototype())
    return "no-prototype";
  return *call.result.skip_reason ? call.result.skip_reason : check_context(call);
}

const char *CallConstruct::check_context(const CallSite &call) const {
  const Body &body = call.body;
  const auto *method = llvm::dyn_cast<clang::CXXMethodDecl>(&body.function());
  const bool is_lambda = method && method->getParent()->isLambda();
  // A lambda is constexpr implicitly; one that calls a function which is not has no constant value.
  if (is_cxx() && body.function().isConstexpr() && !(is_lambda && !call.callee.isConstexpr()))
    return "constexpr-function";
  if (!body.descendants<clang::CoroutineSuspendExpr>(call.whole).empty())
    return "await-inside";
  if (!call.is_in_macro() && !body.descendants<clang::StmtExpr>(call.whole).empty())
    return "statement-expression";
  if (is_cxx()) {
    // A temporary of the full expression would live across the suspension.
    for (const clang::Stmt *up = body.parent(&call.whole); llvm::isa_and_nonnull<clang::Expr>(up); up = body.parent(up))
      if (llvm::isa<clang::CoroutineSuspendExpr>(up) ||
          (!call.callee.isExternC() && !body.descendants<clang::CoroutineSuspendExpr>(*up).empty()))
        return "await-inside";
    return "";
  }
  if (!body.descendants<clang::CompoundLiteralExpr>(call.whole).empty())
    return "brace-inside";
  // A statement expression whose value is not used, as the last operand of one of these, causes warnings.
  const clang::Stmt *at = &call.whole;
  for (const clang::Stmt *up = body.parent(at);
       llvm::isa_and_nonnull<clang::BinaryOperator, clang::ConditionalOperator, clang::ParenExpr>(up);
       at = up, up = body.parent(up)) {
    const auto *binary = llvm::dyn_cast<clang::BinaryOperator>(up);
    if (binary && !binary->isLogicalOp() && !binary->isCommaOp())
      return "";
  }
  return at != &call.whole && is_discarded(*llvm::cast<clang::Expr>(at), body) ? "value-is-discarded" : "";
}

// A variable at the head of the function, as an expression has no place for one.
const char *CallConstruct::add_state(CallSite &call) const {
  const auto *block = llvm::dyn_cast<clang::CompoundStmt>(call.body.statements().front());
  const auto head = block ? block_head(*block, unit_) : std::nullopt;
  if (!head)
    return "no-place-for-state";
  const std::string &state = call.result.state;
  call.site.edits.push_back(edit_at_head(*head, state.empty()
                                                    ? emit_macro("TELINJECT_VOID_CALL_STATE", {call.number})
                                                    : emit_macro("TELINJECT_CALL_STATE", {call.number, state})));
  if (call.has_texts)
    call.site.edits.push_back(edit_at_head(*head, emit_macro("TELINJECT_CALL_TEXTS", {call.number})));
  return "";
}

std::string macro_of(Shape form) {
  switch (form) {
  case Shape::nothing:
    return "VOID_CALL";
  case Shape::reference:
    return "REFERENCE_CALL";
  case Shape::temporary:
    return "TEMPORARY_CALL";
  case Shape::guarded:
  case Shape::initialiser:
    return "GUARDED_CALL";
  case Shape::value:
    break;
  }
  return "CALL";
}

// Returns the macro of the temporary that ends the call if nothing else does; "" if none is needed.
std::string leaving_macro(const UnitContext &unit, const CallSite &call, const std::string &setter) {
  const char how = call.result.form == Shape::guarded ? 'x' : call.result.form == Shape::initialiser ? 'y' : 'X';
  const bool throws = unit.ast.getLangOpts().CXXExceptions && may_throw(call.callee);
  if (throws && how == 'X' && !call.erase_header.empty())
    return "TELINJECT_THROWS_AND_ERASES(" + call.number + ", " + call.erase_header + ")";
  if (throws && how == 'X' && !setter.empty())
    return "TELINJECT_THROWS_AND_RESTORES(" + call.number + ", " + setter + ")";
  if (how == 'X' && (!throws || call.callee.isExternC()))
    return "";
  if (throws)
    if (const auto code = exception_code(unit, call))
      return "TELINJECT_FAILS(" + call.number + ", \"" + how + "\", " + *code + ")";
  const std::string name = how == 'x' ? "CLOSES" : how == 'y' ? "LEAVES_OPEN" : "THROWS";
  return "TELINJECT_" + name + "(" + call.number + ")";
}

// Writes the macros around the call.
const char *CallConstruct::finish(CallSite &call, const Guard &guard) const {
  const Aspect &aspect = call.aspect;
  const auto piece = expression_range(call.whole, unit_);
  if (!piece)
    return "macro-at-its-edge";
  if (!is_cxx() && has_brace(*piece, call.anchor, unit_))
    return "brace-inside";
  std::vector<std::string> helpers = CallHelpers(unit_, call).macros();
  call.has_texts = CallHelpers::write_texts(helpers);
  if (is_cxx())
    if (const char *reason = add_state(call); *reason)
      return reason;
  std::string text = last_name(aspect.function);
  for (const AspectAttribute &attribute : aspect.attributes)
    if (!attribute.constant.empty())
      text += "\n" + attribute.name + "=" + attribute.constant;
  const std::string how = std::string(1, aspect.kind[0]) + action_code(aspect) + std::to_string(call.hooks);
  std::vector<std::string> first{call.number, guard.number, quoted(how), quoted(aspect.name + " " + aspect.role),
                                 quoted(text)};
  first.insert(first.end(), call.named.begin(), call.named.end());
  const std::string setter = call.restores_headers ? *header_setter(unit_, call) : "";
  if (const std::string added = CallHelpers(unit_, call).header_macro(call.erase_header); !added.empty())
    first.push_back(added);
  if (is_cxx())
    if (const std::string leaving = leaving_macro(unit_, call, setter); !leaving.empty())
      first.push_back(leaving);
  if (first.size() == 5)
    first.emplace_back("0");
  std::vector<std::string> values;
  if (!setter.empty())
    values.push_back("TELINJECT_RESTORE(" + call.number + ", " + setter + ")");
  if (!call.erase_header.empty())
    values.push_back("TELINJECT_ERASE_HEADER(" + call.number + ", " + call.erase_header + ")");
  for (std::string &helper : helpers)
    values.push_back(std::move(helper));
  if (values.empty())
    values.emplace_back("0");
  std::vector<std::string> last{call.number};
  if (call.result.form == Shape::initialiser) {
    std::vector<std::string> behind{call.number};
    behind.insert(behind.end(), values.begin(), values.end());
    const auto statement = statement_range(*call.result.declaration, unit_);
    call.site.edits.push_back(
        edit_after(*statement, emit_macro("TELINJECT_INITIALISED", behind), Level::statement, kCallDepth));
  } else if (call.result.form != Shape::guarded) {
    last.push_back(quoted(call_result_code(aspect, call.call.getCallReturnType(unit_.ast))));
    last.insert(last.end(), values.begin(), values.end());
  }
  const std::string name = (call.has_texts && !is_cxx() ? "TEXTS_" : "") + macro_of(call.result.form);
  const unsigned depth = kCallDepth + call.depth;
  call.site.edits.push_back(
      edit_before(*piece, emit_macro_before("TELINJECT_" + name, first), Level::expression, depth));
  call.site.edits.push_back(edit_after(*piece, emit_macro("TELINJECT_END_" + name, last), Level::expression, depth));
  return "";
}

const char *CallConstruct::instrument(const clang::CallExpr &call, const clang::Expr &whole, const Aspect &aspect,
                                      Candidate &found) {
  const Body &body = *found.body;
  CallSite site(call, whole, aspect, body, found.anchor, found.site);
  site.is_hidden = call.getBeginLoc().isMacroID() &&
                   !is_in_plain_argument(call.getBeginLoc(), call.getEndLoc(), sources(), language());
  for (const clang::Stmt *at = body.parent(&whole); at; at = body.parent(at))
    site.depth += static_cast<unsigned>(wrapped_.count(at));
  if (site.depth > kMaxHookDepth)
    return "nested-too-deep";
  site.number = is_cxx() ? std::to_string(body_depth(body.function())) + "_" + std::to_string(calls_of_body_[&body] + 1)
                         : std::to_string(site.depth);
  if (!call.isInstantiationDependent())
    site.result = find_call_result(unit_, body, call, whole, site.number, reads_result(aspect));
  const char *reason = callees_.refusal(aspect);
  if (!*reason)
    reason = check(site);
  if (!*reason)
    reason = CallArguments(unit_, callees_, site, !has_unseen_headers_).capture();
  if (!*reason)
    reason = finish(site, *found.guard);
  if (*reason)
    return reason;
  wrapped_.insert(&whole);
  ++calls_of_body_[&body];
  return "";
}

void CallConstruct::visit(const clang::CallExpr &call, const Aspect &aspect) {
  const Body *body = unit_.body_of(call);
  has_unseen_headers_ |= !body && aspect.headers.change == AspectHeaders::Change::argument;
  if (!body)
    return;
  const clang::Expr *whole = &call;
  const bool is_argument = call.getBeginLoc().isMacroID() && sources().isMacroArgExpansion(call.getBeginLoc());
  if (call.getBeginLoc().isMacroID() && !is_argument) {
    whole = behind_macro(call, *body);
    if (!whole)
      whole = &call;
  }
  // The use of a macro that is the call is not hidden by it, nor is a call in an argument that is expanded once.
  clang::SourceLocation visible;
  if (!is_argument)
    visible = sources().getExpansionLoc(whole->getBeginLoc());
  else if (is_in_plain_argument(call.getBeginLoc(), call.getEndLoc(), sources(), language()))
    visible = in_plain_argument(call.getBeginLoc(), sources(), language());
  auto found = candidate("call", last_name(aspect.function), *whole, anchor_of(*whole), visible);
  if (!found)
    return;
  if (found->site.instrumented())
    found->site.skip_reason = instrument(call, *whole, aspect, *found);
  if (!found->site.instrumented())
    found->site.edits.clear();
  has_unseen_headers_ |= !found->site.instrumented() && aspect.headers.change == AspectHeaders::Change::argument;
  add(std::move(*found));
}

void CallConstruct::skip_dependent(const clang::CallExpr &call, const Aspect &aspect) {
  auto found = candidate("call", last_name(aspect.function), call, anchor_of(call));
  if (!found)
    return;
  if (found->site.instrumented())
    found->site.skip_reason = "depends-on-template";
  add(std::move(*found));
}

} // namespace

std::unique_ptr<Construct> make_CallConstruct(UnitContext &unit) {
  return std::make_unique<CallConstruct>(unit);
}

} // namespace telinject::rewrite
