// Instruments functions and lambdas of the program that a server's library calls for requests (docs/aspects.md).
//
//   server.Get("/users/:id", [](const Request &req, Response &res) {
// becomes, on the same line,
//   server.Get("/users/:id", [](const Request &req, Response &res) { TELINJECT_HANDLER(2, "hH2", "cpp-httplib server",
//       "main::lambda@7\nhttp.route=/users/:id", TELINJECT_ARGUMENT(q2, "s http.request.method", req.method.c_str()), …)
//
// A handler is known by the types of its parameters, of which some are the library's, and by the call that registers
// it.
#include "matchers/emit.h"
#include "matchers/handler_values.h"
#include "matchers/names.h"
#include "matchers/passed_function.h"
#include "matchers/registry.h"
#include "matchers/source_text.h"
#include "matchers/statement_ranges.h"

#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"

#include <algorithm>
#include <map>
#include <set>

namespace telinject::rewrite {
namespace {

namespace match = clang::ast_matchers;

constexpr unsigned kMaxHooks = 9;
constexpr size_t kMaxRoute = 200;

// Returns the text of a literal that may stand in a site; "" if it is none.
std::string literal_text(const clang::Expr *expression) {
  for (unsigned depth = 0; expression && depth < 8; ++depth) {
    expression = expression->IgnoreImplicit()->IgnoreParenCasts();
    const auto *made = llvm::dyn_cast<clang::CXXConstructExpr>(expression);
    if (!made)
      break;
    expression = made->getNumArgs() != 0 ? made->getArg(0) : nullptr;
  }
  const auto *literal = llvm::dyn_cast_or_null<clang::StringLiteral>(expression);
  if (!literal || literal->getCharByteWidth() != 1)
    return "";
  const std::string text = literal->getString().str();
  const bool is_plain = std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
  return is_plain && text.size() <= kMaxRoute ? text : "";
}

std::string escaped(const std::string &text) {
  std::string result;
  for (const char c : text)
    result += c == '\n' ? "\\n" : c == '"' || c == '\\' || c == '?' ? std::string("\\") + c : std::string(1, c);
  return result;
}

class HandlerConstruct : public Construct {
public:
  explicit HandlerConstruct(UnitContext &unit) : Construct(unit) {
    const auto &events = unit.options.events;
    const auto has = [&](const char *name) { return std::find(events.begin(), events.end(), name) != events.end(); };
    const bool wants_all = events.empty() || has("handler");
    for (const Aspect &aspect : unit.options.aspects)
      if (aspect.handler && (wants_all || has(aspect.kind.c_str())))
        aspects_.push_back(&aspect);
  }

  void register_matchers(match::MatchFinder &finder) override {
    using namespace match;
    if (aspects_.empty())
      return;
    const auto as_written = clang::TK_IgnoreUnlessSpelledInSource;
    finder.addMatcher(traverse(as_written, functionDecl(isDefinition(), unless(isImplicit())).bind("function")), this);
    finder.addMatcher(traverse(as_written, lambdaExpr().bind("lambda")), this);
    finder.addMatcher(traverse(as_written, callExpr().bind("call")), this);
  }

  void run(const match::MatchFinder::MatchResult &result) override {
    if (const auto *call = result.Nodes.getNodeAs<clang::CallExpr>("call"))
      return note_call(*call);
    const auto *function = result.Nodes.getNodeAs<clang::FunctionDecl>("function");
    if (const auto *lambda = result.Nodes.getNodeAs<clang::LambdaExpr>("lambda"))
      function = lambda->getCallOperator();
    if (function && find_aspect(*function, true) && seen_.insert(function).second)
      functions_.push_back(function);
  }

  // A registration may stand behind the function.
  void onEndOfTranslationUnit() override {
    for (const clang::FunctionDecl *function : functions_)
      if (const Aspect *aspect = find_aspect(*function, false))
        visit(*function, *aspect);
  }

private:
  // How a function is passed to the library.
  struct Use {
    bool is_registered = false, is_other = false;
    std::set<const Aspect *> aspects;    // by which it is registered
    std::map<int, std::string> literals; // by the registration's argument; "": none, or several
  };

  // may_be_registered: whether it is registered is not known yet.
  const Aspect *find_aspect(const clang::FunctionDecl &function, bool may_be_registered) const;
  void note_call(const clang::CallExpr &call);
  void note_use(const clang::CallExpr &call, const Aspect &aspect, Use &use) const;
  void visit(const clang::FunctionDecl &function, const Aspect &aspect);
  const char *instrument(const clang::FunctionDecl &function, const clang::CompoundStmt &body, const Aspect &aspect,
                         Site &site) const;

  std::vector<const Aspect *> aspects_;
  std::vector<const clang::FunctionDecl *> functions_;
  std::set<const clang::FunctionDecl *> seen_;
  std::map<const clang::FunctionDecl *, Use> uses_; // by the canonical declaration
};

const Aspect *HandlerConstruct::find_aspect(const clang::FunctionDecl &function, bool may_be_registered) const {
  // The types of a callback say little about it.
  const auto must_be_registered = [&](const Aspect &aspect) {
    return aspect.kind == "context" && !aspect.handler->registered.empty();
  };
  const auto use = uses_.find(function.getCanonicalDecl());
  const auto is_registered = [&](const Aspect &aspect) {
    return may_be_registered || (use != uses_.end() && use->second.aspects.count(&aspect) != 0);
  };
  const auto has_types = [&](const AspectHandler &handler) {
    if (function.isVariadic() || handler.parameters.size() != function.getNumParams() ||
        (!handler.result.empty() && aspect_type_name(function.getReturnType(), unit_.ast) != handler.result))
      return false;
    for (unsigned i = 0; i < function.getNumParams(); ++i)
      if (aspect_type_name(function.getParamDecl(i)->getType(), unit_.ast) != handler.parameters[i])
        return false;
    return true;
  };
  for (const Aspect *aspect : aspects_)
    if (has_types(*aspect->handler) && (!must_be_registered(*aspect) || is_registered(*aspect)))
      return aspect;
  return nullptr;
}

void HandlerConstruct::note_call(const clang::CallExpr &call) {
  const clang::FunctionDecl *callee = call.getDirectCallee();
  if (!callee || !callee->getIdentifier())
    return;
  for (const Aspect *aspect : aspects_) {
    const AspectHandler &handler = *aspect->handler;
    const auto names = [&](const std::vector<std::string> &list) {
      return std::any_of(list.begin(), list.end(), [&](const std::string &name) {
        return llvm::StringRef(name).ends_with(callee->getName()) && name == callee->getQualifiedNameAsString();
      });
    };
    const bool is_other = names(handler.not_of);
    if (!is_other && !names(handler.registered))
      continue;
    for (unsigned i = 0; i < call.getNumArgs(); ++i) {
      const clang::FunctionDecl *function = passed_function(call.getArg(i));
      if (!function)
        continue;
      Use &use = uses_[function->getCanonicalDecl()];
      use.is_other |= is_other;
      if (!is_other && static_cast<int>(i) == handler.argument)
        note_use(call, *aspect, use);
    }
  }
}

void HandlerConstruct::note_use(const clang::CallExpr &call, const Aspect &aspect, Use &use) const {
  for (const AspectAttribute &attribute : aspect.attributes) {
    const int index = attribute.registered_argument;
    if (index < 0 || static_cast<unsigned>(index) >= call.getNumArgs())
      continue;
    const std::string text = literal_text(call.getArg(static_cast<unsigned>(index)));
    const auto [known, is_new] = use.literals.emplace(index, text);
    if (!is_new && known->second != text)
      known->second.clear();
  }
  use.is_registered = true;
  use.aspects.insert(&aspect);
}

// Returns the skip reason, or "".
const char *HandlerConstruct::instrument(const clang::FunctionDecl &function, const clang::CompoundStmt &body,
                                         const Aspect &aspect, Site &site) const {
  const HandlerValues values(unit_, function, aspect);
  const std::string number = std::to_string(body_depth(function));
  std::vector<std::string> passed;
  const auto pass = [&](const std::optional<std::string> &value) {
    if (value && passed.size() < kMaxHooks)
      passed.push_back("TELINJECT_ARGUMENT(q" + number + ", " + *value + ")");
    return value.has_value();
  };
  const auto if_named = [](const std::string &before, const std::string &name) {
    return name.empty() ? std::nullopt : std::optional(before + name);
  };
  if (aspect.handle.from != AspectHandle::From::nothing && !pass(if_named("\"h\", ", values.handle())))
    return "handle-not-seen";
  if (aspect.handle.key >= 0) // the callback is known by its name, too
    pass("\"k\", \"" + escaped(qualified_name(function)) + "\"");
  if (aspect.handler->first >= 0 && !pass(if_named("\"F\", !*", values.parameter(aspect.handler->first))))
    return "handle-not-seen";
  if (aspect.handler->traceparent)
    pass(values.value(*aspect.handler->traceparent, "T"));
  std::string text = qualified_name(function);
  const auto use = uses_.find(function.getCanonicalDecl());
  for (const AspectAttribute &attribute : aspect.attributes) {
    std::string constant = attribute.constant;
    if (attribute.registered_argument >= 0 && use != uses_.end())
      if (const auto found = use->second.literals.find(attribute.registered_argument);
          found != use->second.literals.end())
        constant = found->second;
    if (!constant.empty())
      text += "\n" + attribute.name + "=" + constant;
    else if (attribute.registered_argument < 0)
      pass(values.value(attribute));
  }
  const std::string how = aspect.kind != "context" ? "hH" : aspect.action == "take_over_part" ? "cK" : "cT";
  std::vector<std::string> arguments{number, "\"" + how + std::to_string(passed.size()) + "\"",
                                     "\"" + aspect.name + " " + aspect.role + "\"", "\"" + escaped(text) + "\""};
  arguments.insert(arguments.end(), passed.begin(), passed.end());
  if (passed.empty())
    arguments.emplace_back("0");
  for (const auto &[index, edit] : values.names())
    site.edits.push_back(edit);
  site.edits.push_back(edit_before_head(*block_head(body, unit_), emit_macro("TELINJECT_HANDLER", arguments)));
  return "";
}

void HandlerConstruct::visit(const clang::FunctionDecl &function, const Aspect &aspect) {
  const auto *method = llvm::dyn_cast<clang::CXXMethodDecl>(&function);
  const bool is_lambda = method && method->getParent()->isLambda();
  const auto use = uses_.find(function.getCanonicalDecl());
  const bool is_registered = use != uses_.end() && use->second.is_registered;
  if (!aspect.handler->registered.empty() && !is_registered &&
      (is_lambda || (use != uses_.end() && use->second.is_other)))
    return;
  if (function.getTemplateInstantiationPattern() || !function.getBody())
    return;
  const auto *body = llvm::dyn_cast<clang::CompoundStmt>(function.getBody());
  const clang::SourceManager &sources = unit_.ranges.sources();
  const clang::SourceLocation anchor = sources.getSpellingLoc(body ? body->getLBracLoc() : function.getLocation());
  if (!unit_.ranges.in_project(anchor))
    return;
  Site site;
  site.construct = "handler";
  site.name = qualified_name(function);
  const Body *known = unit_.body_of(*function.getBody());
  if (llvm::isa<clang::CoroutineBodyStmt>(function.getBody()))
    site.skip_reason = "coroutine-handler";
  else if (!body)
    site.skip_reason = "function-try-block";
  else if (!is_lambda && function.isConstexprSpecified()) // lambdas are implicitly
    site.skip_reason = "constexpr-function";
  else
    site.skip_reason = known ? known->head_refusal() : "function-skipped";
  if (site.instrumented())
    site.skip_reason = instrument(function, *body, aspect, site);
  unit_.add(std::move(site), anchor);
}

} // namespace

std::unique_ptr<Construct> make_HandlerConstruct(UnitContext &unit) {
  return std::make_unique<HandlerConstruct>(unit);
}

} // namespace telinject::rewrite
