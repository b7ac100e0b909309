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
#include "matchers/call_helpers.h"
#include "matchers/emit.h"
#include "matchers/library_values.h"
#include "matchers/names.h"
#include "matchers/registry.h"
#include "matchers/statement_ranges.h"

#include "clang/AST/ExprCXX.h"
#include "clang/Lex/Lexer.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace telinject::rewrite {
namespace {

namespace match = clang::ast_matchers;

constexpr unsigned kMaxHooks = 9;
constexpr size_t kMaxRepeatedText = 120;
// Around the same text, an assignment or initialiser is outside of a call, and a call's argument outside of both.
constexpr unsigned kCallDepth = 64;
constexpr unsigned kArgumentDepth = 0;

// Returns the call's last name component; calls are looked up by it.
std::string last_name(const std::string &qualified) {
  const size_t colons = qualified.rfind("::");
  return colons == std::string::npos ? qualified : qualified.substr(colons + 2);
}

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
  if (const auto *call = llvm::dyn_cast<clang::CXXMemberCallExpr>(expression)) {
    const auto *member = llvm::dyn_cast<clang::MemberExpr>(call->getCallee()->IgnoreParenImpCasts());
    return member && call->getNumArgs() == 0 && call->getMethodDecl() && call->getMethodDecl()->getIdentifier() &&
           (call->getMethodDecl()->getName() == "c_str" || call->getMethodDecl()->getName() == "data") &&
           is_library_accessor(*call->getMethodDecl()) && is_repeatable(member->getBase());
  }
  return false;
}

std::string comparison_rule(const char *word, std::string comparison) {
  if (const size_t null = comparison.find("null"); null != std::string::npos)
    comparison.replace(null, 4, "0");
  comparison.erase(std::remove(comparison.begin(), comparison.end(), ' '), comparison.end());
  return std::string(" ") + word + comparison;
}

std::string quoted(const std::string &text) {
  std::string literal = "\"";
  for (const char c : text)
    literal += c == '\n' ? "\\n" : c == '?' ? "\\?" : std::string(1, c);
  return literal + "\"";
}

// The ACTION of telinject_call.
char action_code(const Aspect &aspect) {
  static constexpr std::pair<const char *, char> codes[] = {
      {"record", 'c'}, {"remember", 'r'}, {"begin", 'b'},   {"step", 's'},    {"continue", 'S'},
      {"end", 'e'},    {"forget", 'f'},   {"enqueue", 'q'}, {"dequeue", 'd'}, {"answer", 'a'}};
  if (aspect.records_failure && aspect.action == "remember")
    return 'R';
  for (const auto &[word, code] : codes)
    if (aspect.action == word)
      return code;
  return 'c';
}

class CallConstruct : public InnerConstruct {
public:
  explicit CallConstruct(UnitContext &unit) : InnerConstruct(unit) {
    const auto &events = unit.options.events;
    const auto has = [&](const char *name) { return std::find(events.begin(), events.end(), name) != events.end(); };
    const bool wants_all = events.empty() || has("call");
    for (const Aspect &aspect : unit.options.aspects)
      if (aspect.action != "bind" && !aspect.handler && (wants_all || has(aspect.kind.c_str())))
        aspects_[last_name(aspect.function)].push_back(&aspect);
  }

  void register_matchers(match::MatchFinder &finder) override {
    using namespace match;
    if (!aspects_.empty())
      finder.addMatcher(traverse(clang::TK_IgnoreUnlessSpelledInSource, callExpr().bind("call")), this);
  }

  void run(const match::MatchFinder::MatchResult &result) override {
    const auto *call = result.Nodes.getNodeAs<clang::CallExpr>("call");
    if (!call)
      return;
    const Aspect *aspect = aspect_for(*call);
    if (aspect && aspect->set_headers)
      senders_.push_back(call);
    else if (aspect)
      visit(*call, *aspect);
  }

  // Whether requests may get a header depends on all calls that set one.
  void onEndOfTranslationUnit() override {
    for (const clang::CallExpr *call : senders_)
      visit(*call, *aspect_for(*call));
  }

private:
  // What is inserted for one call.
  struct Wrap {
    const clang::CallExpr &call;
    const clang::Expr &whole; // the call, or the use of the macro that hides it
    const Aspect &aspect;
    Candidate &found;
    std::string number;
    unsigned depth = 1;
    unsigned hooks = 0;             // that run before the function is called
    std::vector<std::string> named; // of them, those in the first macro
    bool has_handle = false;
    bool has_output = false;
    bool restores_headers = false; // a header was added before the call

    bool is_in_macro() const { return call.getBeginLoc().isMacroID(); }
  };

  bool is_cxx() const { return language().CPlusPlus; }
  void visit(const clang::CallExpr &call, const Aspect &aspect);
  const Aspect *aspect_for(const clang::CallExpr &call) const;
  bool has_constant(const clang::CallExpr &call, int index, const std::string &name) const;
  bool has_constants(const clang::CallExpr &call, const Aspect &aspect) const;
  const clang::Expr *behind_macro(const clang::CallExpr &call, const Body &body) const;
  const clang::Expr *argument_of(const clang::CallExpr &call, int index) const;

  // Each returns the skip reason, or "".
  const char *check(const Wrap &wrap) const;
  const char *capture_arguments(Wrap &wrap);
  const char *finish(Wrap &wrap);

  std::string argument_code(const AspectAttribute &attribute, const clang::Expr &argument) const;
  bool capture(Wrap &wrap, int index, const std::string &code);
  void capture_headers(Wrap &wrap);
  bool is_option_unknown(const clang::CallExpr &call, const Aspect &aspect) const;
  std::optional<std::string> header_setter(const Wrap &wrap) const;
  bool wrap_argument(Wrap &wrap, const clang::Expr &argument, const std::string &code);
  bool may_pass(const clang::Expr &argument, clang::QualType parameter) const;
  std::string repeated_text(const clang::Expr &argument) const;
  bool has_call(const clang::Expr &argument, const Body &body) const;
  std::string result_code(const Wrap &wrap) const;

  std::unordered_map<std::string, std::vector<const Aspect *>> aspects_;
  std::unordered_set<const clang::Stmt *> wrapped_;
  std::unordered_map<const Body *, unsigned> calls_of_body_;
  std::vector<const clang::CallExpr *> senders_;
  bool has_unseen_headers_ = false; // a call that sets headers is left alone
};

const clang::Expr *CallConstruct::argument_of(const clang::CallExpr &call, int index) const {
  return index >= 0 && static_cast<unsigned>(index) < call.getNumArgs() ? call.getArg(static_cast<unsigned>(index))
                                                                        : nullptr;
}

bool CallConstruct::has_constants(const clang::CallExpr &call, const Aspect &aspect) const {
  return (aspect.constant_argument < 0 || has_constant(call, aspect.constant_argument, aspect.constant)) &&
         llvm::all_of(aspect.further_constants,
                      [&](const AspectConstant &one) { return has_constant(call, one.argument, one.is); });
}

bool CallConstruct::has_constant(const clang::CallExpr &call, int index, const std::string &name) const {
  const clang::Expr *argument = argument_of(call, index);
  if (!argument)
    return false;
  // In a macro of the library it may be a variable that holds the macro's argument.
  if (const auto *use = llvm::dyn_cast<clang::DeclRefExpr>(argument->IgnoreParenImpCasts()))
    if (const auto *variable = llvm::dyn_cast<clang::VarDecl>(use->getDecl());
        variable && variable->getLocation().isMacroID() && variable->hasLocalStorage() && variable->getInit())
      argument = variable->getInit();
  clang::Expr::EvalResult value;
  if (argument->isValueDependent() || !argument->EvaluateAsInt(value, unit_.ast))
    return false;
  const std::int64_t number = value.Val.getInt().getExtValue();
  if (const auto *constant =
          llvm::dyn_cast_or_null<clang::EnumConstantDecl>(declared_before(unit_, name, call.getBeginLoc())))
    return constant->getInitVal().getExtValue() == number;
  std::int64_t wanted = 0;
  return !llvm::StringRef(name).getAsInteger(10, wanted) && wanted == number;
}

const Aspect *CallConstruct::aspect_for(const clang::CallExpr &call) const {
  const clang::FunctionDecl *callee = call.getDirectCallee();
  if (!callee || !callee->getIdentifier() || llvm::isa<clang::CXXMethodDecl>(callee))
    return nullptr;
  const auto named = aspects_.find(callee->getName().str());
  if (named == aspects_.end())
    return nullptr;
  const std::string qualified = callee->getQualifiedNameAsString();
  const Aspect *uncertain = nullptr;
  for (const Aspect *aspect : named->second) {
    const std::string &function = aspect->function;
    if ((function == qualified || function == "::" + qualified) && has_constants(call, *aspect))
      return aspect;
    if (is_option_unknown(call, *aspect))
      uncertain = aspect;
  }
  return uncertain;
}

// Returns true if the call may set the list of headers, but need not.
bool CallConstruct::is_option_unknown(const clang::CallExpr &call, const Aspect &aspect) const {
  if (aspect.headers.change != AspectHeaders::Change::argument || has_constants(call, aspect))
    return false;
  const clang::Expr *option = argument_of(call, aspect.constant_argument);
  if (!option)
    return false;
  if (const auto *use = llvm::dyn_cast<clang::DeclRefExpr>(option->IgnoreParenImpCasts()))
    if (const auto *variable = llvm::dyn_cast<clang::VarDecl>(use->getDecl());
        variable && variable->getLocation().isMacroID() && variable->hasLocalStorage() && variable->getInit())
      option = variable->getInit();
  clang::Expr::EvalResult value;
  return option->isValueDependent() || !option->EvaluateAsInt(value, unit_.ast);
}

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

// Returns true if the argument calls a function that may be instrumented.
bool CallConstruct::has_call(const clang::Expr &argument, const Body &body) const {
  for (const auto *call : body.descendants<clang::CallExpr>(argument)) {
    const clang::FunctionDecl *callee = call->getDirectCallee();
    if (!callee || !(is_library_accessor(*callee) || is_library_operator(*call) || callee->getBuiltinID() != 0))
      return true;
  }
  for (const auto *made : body.descendants<clang::CXXConstructExpr>(argument))
    if (!is_library_value(made->getType()))
      return true;
  return false;
}

const char *CallConstruct::check(const Wrap &wrap) const {
  const clang::FunctionDecl &callee = *wrap.call.getDirectCallee();
  const clang::FunctionDecl *definition = nullptr;
  if (callee.isDefined(definition) && unit_.ranges.in_project(sources().getFileLoc(definition->getLocation())))
    return "defined-in-project";
  if (wrap.call.isInstantiationDependent())
    return "depends-on-template";
  if (!callee.hasPrototype())
    return "no-prototype";
  const clang::QualType result = callee.getReturnType();
  if (!result->isVoidType() && !result->isIntegralOrEnumerationType() && !result->isPointerType())
    return "result-type";
  if (is_cxx() && wrap.found.body->function().isConstexpr())
    return "constexpr-function";
  const Body &body = *wrap.found.body;
  if (!body.descendants<clang::CoroutineSuspendExpr>(wrap.whole).empty())
    return "await-inside";
  if (!wrap.is_in_macro() && !body.descendants<clang::StmtExpr>(wrap.whole).empty())
    return "statement-expression";
  if (is_cxx())
    return "";
  if (!body.descendants<clang::CompoundLiteralExpr>(wrap.whole).empty())
    return "brace-inside";
  // A statement expression whose value is not used, as the last operand of one of these, causes warnings.
  const clang::Stmt *at = &wrap.whole;
  for (const clang::Stmt *up = body.parent(at);
       llvm::isa_and_nonnull<clang::BinaryOperator, clang::ConditionalOperator, clang::ParenExpr>(up);
       at = up, up = body.parent(up)) {
    const auto *binary = llvm::dyn_cast<clang::BinaryOperator>(up);
    if (binary && !binary->isLogicalOp() && !binary->isCommaOp())
      return "";
  }
  return at != &wrap.whole && is_discarded(*llvm::cast<clang::Expr>(at), body) ? "value-is-discarded" : "";
}

std::string CallConstruct::argument_code(const AspectAttribute &attribute, const clang::Expr &argument) const {
  const clang::QualType type = argument.IgnoreImpCasts()->getType().getCanonicalType();
  std::string code;
  if (attribute.element >= 0)
    return "@" + std::to_string(attribute.element) + "s " + attribute.name;
  if (type->isArrayType() || type->isPointerType()) {
    const clang::QualType element =
        type->isArrayType() ? unit_.ast.getAsArrayType(type)->getElementType() : type->getPointeeType();
    code = element->isCharType() ? "s" : "p";
  } else {
    code = type->isUnsignedIntegerType() ? "m" : "l";
  }
  const bool is_parameterised =
      attribute.is_parameterised ||
      (attribute.is_format && llvm::isa<clang::StringLiteral>(argument.IgnoreParenImpCasts()));
  return code + (is_parameterised && code == "s" ? "p " : " ") + attribute.name;
}

// Returns true if the argument can pass through a hook: a scalar of the parameter's type, which is no constant whose
// conversion compilers check.
bool CallConstruct::may_pass(const clang::Expr &argument, clang::QualType parameter) const {
  const clang::Expr *written = argument.IgnoreImpCasts();
  const clang::QualType type = written->getType();
  if (type->isAtomicType() || type.isVolatileQualified() || written->refersToBitField() || type.hasAddressSpace() ||
      written->isNullPointerConstant(unit_.ast, clang::Expr::NPC_ValueDependentIsNull))
    return false;
  if (llvm::isa<clang::InitListExpr, clang::CXXDefaultArgExpr, clang::CXXFunctionalCastExpr>(written))
    return false;
  if (type->isArrayType() || type->isPointerType())
    return parameter.isNull() || parameter->isPointerType();
  // C++98 has no templates of local and unnamed types.
  if (!type->isIntegerType() || type->isBooleanType() ||
      (is_cxx() && !language().CPlusPlus11 && type->isEnumeralType()))
    return false;
  return parameter.isNull() || unit_.ast.hasSameUnqualifiedType(type, parameter);
}

// Returns the text that names the value again; "" if there is none.
std::string CallConstruct::repeated_text(const clang::Expr &argument) const {
  if (!is_repeatable(&argument))
    return "";
  const clang::SourceLocation begin = sources().getSpellingLoc(argument.getBeginLoc());
  const clang::SourceLocation last = sources().getSpellingLoc(argument.getEndLoc());
  // An argument of the macro, as written at its use: not of another macro.
  for (const clang::SourceLocation at : {argument.getBeginLoc(), argument.getEndLoc()})
    if (at.isMacroID() && (!sources().isMacroArgExpansion(at) || !sources().getFileLoc(at).isFileID() ||
                           sources().getFileLoc(at) != sources().getSpellingLoc(at)))
      return "";
  if (!unit_.ranges.in_project(begin))
    return "";
  const llvm::StringRef text =
      clang::Lexer::getSourceText(clang::CharSourceRange::getTokenRange(begin, last), sources(), language());
  const bool is_simple = !text.empty() && text.size() <= kMaxRepeatedText &&
                         text.find_first_of("\n\r\\#") == llvm::StringRef::npos && !text.contains("/*") &&
                         !text.contains("//") && !text.contains("TELINJECT_") && !text.contains("__");
  // A string literal may contain "//".
  const bool is_literal = llvm::isa<clang::StringLiteral>(argument.IgnoreParenImpCasts());
  const bool is_plain_literal = is_literal && text.size() <= kMaxRepeatedText && text.starts_with("\"") &&
                                text.find_first_of("\n\r\\#?") == llvm::StringRef::npos;
  return is_simple || is_plain_literal ? text.str() : "";
}

bool CallConstruct::wrap_argument(Wrap &wrap, const clang::Expr &argument, const std::string &code) {
  const auto piece = expression_range(argument, unit_);
  if (!piece || (!is_cxx() && has_brace(*piece, wrap.found.anchor, unit_)))
    return false;
  Site &site = wrap.found.site;
  const auto setter = code == "h" ? header_setter(wrap) : std::nullopt;
  wrap.restores_headers |= setter.has_value();
  const std::string name = setter ? "INJECTED_ARG" : "ARG";
  std::vector<std::string> end{wrap.number, "\"" + code + "\""};
  if (setter)
    end.push_back(*setter);
  site.edits.push_back(
      edit_before(*piece, emit_macro_before("TELINJECT_" + name, {wrap.number}), Level::expression, kArgumentDepth));
  site.edits.push_back(edit_after(*piece, emit_macro("TELINJECT_END_" + name, end), Level::expression, kArgumentDepth));
  ++wrap.hooks;
  return true;
}

// Passes the value of an argument. Returns false if it cannot be seen.
bool CallConstruct::capture(Wrap &wrap, int index, const std::string &code) {
  const clang::Expr *argument = argument_of(wrap.call, index);
  if (!argument || wrap.hooks >= kMaxHooks)
    return false;
  const auto add_named = [&](const std::string &value) {
    wrap.named.push_back("TELINJECT_ARGUMENT(" + wrap.number + ", \"" + code + "\", " + value + ")");
    ++wrap.hooks;
    return true;
  };
  clang::Expr::EvalResult constant;
  const bool is_number = argument->getType()->isIntegerType() && !argument->isValueDependent() &&
                         argument->EvaluateAsInt(constant, unit_.ast);
  if (is_number)
    return constant.Val.getInt().isRepresentableByInt64() && !code.starts_with("h") && !code.starts_with("H") &&
           !code.starts_with("L") && add_named(std::to_string(constant.Val.getInt().getExtValue()));
  const clang::FunctionDecl &callee = *wrap.call.getDirectCallee();
  const clang::QualType parameter = static_cast<unsigned>(index) < callee.getNumParams()
                                        ? callee.getParamDecl(static_cast<unsigned>(index))->getType()
                                        : clang::QualType();
  if (!may_pass(*argument, parameter))
    return false;
  if (wrap.is_in_macro()) {
    const std::string text = repeated_text(*argument);
    return !text.empty() && add_named(text);
  }
  return wrap_argument(wrap, *argument, code);
}

// Passes the list of headers that the call sets. One that is not seen is passed as unknown.
void CallConstruct::capture_headers(Wrap &wrap) {
  const AspectHeaders &headers = wrap.aspect.headers;
  if (headers.change == AspectHeaders::Change::none)
    return;
  const clang::Expr *list = argument_of(wrap.call, headers.argument);
  const bool has_handle = wrap.has_handle || wrap.aspect.handle.from == AspectHandle::From::result;
  const bool is_known = has_handle && !is_option_unknown(wrap.call, wrap.aspect);
  const bool is_empty = headers.change == AspectHeaders::Change::empty ||
                        (list && list->isNullPointerConstant(unit_.ast, clang::Expr::NPC_ValueDependentIsNotNull) !=
                                     clang::Expr::NPCK_NotNull);
  if (is_known && !is_empty && capture(wrap, headers.argument, "L"))
    return;
  wrap.named.push_back("TELINJECT_ARGUMENT(" + wrap.number + (is_known && is_empty ? ", \"L\", 0)" : ", \"L?\", 0)"));
  ++wrap.hooks;
}

// Returns the function that sets the list of headers, and the option, as arguments of a macro.
std::optional<std::string> CallConstruct::header_setter(const Wrap &wrap) const {
  const clang::SourceLocation place = wrap.call.getBeginLoc();
  const std::string global = is_cxx() ? "::" : "";
  // The header is written when the last argument has a value.
  if (!wrap.aspect.set_headers || has_unseen_headers_ || wrap.is_in_macro() || wrap.call.getNumArgs() != 1)
    return std::nullopt;
  const AspectHelper &set = *wrap.aspect.set_headers;
  if (set.arguments.size() != 2 || set.arguments[0] != "handle" ||
      !llvm::isa_and_nonnull<clang::FunctionDecl>(declared_before(unit_, set.function, place)) ||
      !llvm::isa_and_nonnull<clang::EnumConstantDecl>(declared_before(unit_, set.arguments[1], place)))
    return std::nullopt;
  return "(" + global + set.function + "), " + global + set.arguments[1];
}

const char *CallConstruct::capture_arguments(Wrap &wrap) {
  const Aspect &aspect = wrap.aspect;
  std::unordered_set<int> hooked;
  const auto from = aspect.handle.from;
  if (from == AspectHandle::From::argument || from == AspectHandle::From::out_argument) {
    wrap.has_handle = capture(wrap, aspect.handle.argument, from == AspectHandle::From::argument ? "h" : "H");
    if (wrap.has_handle)
      hooked.insert(aspect.handle.argument);
    else if (aspect.action != "record" && aspect.headers.change == AspectHeaders::Change::none)
      return "handle-not-seen";
  }
  const auto capture_pointer = [&](int index, const char *code) {
    const bool is_captured = index >= 0 && capture(wrap, index, code);
    if (is_captured)
      hooked.insert(index);
    return is_captured;
  };
  wrap.has_output = capture_pointer(aspect.output_argument, "O") || capture_pointer(aspect.connection_argument, "c");
  if (aspect.span_of_argument >= 0 && !capture_pointer(aspect.span_of_argument, "o"))
    return "handle-not-seen";
  if (aspect.handle.key >= 0 && !capture_pointer(aspect.handle.key, "k"))
    return "handle-not-seen";
  capture_headers(wrap);
  if (is_option_unknown(wrap.call, aspect))
    return "";
  for (const AspectAttribute &attribute : aspect.attributes) {
    if (aspect.action == "remember" && !attribute.constant.empty() && wrap.hooks < kMaxHooks) {
      wrap.named.push_back("TELINJECT_ARGUMENT(" + wrap.number + ", \"s " + attribute.name + "\", " +
                           quoted(attribute.constant) + ")");
      ++wrap.hooks;
    }
    const clang::Expr *argument = argument_of(wrap.call, attribute.argument);
    if (!argument || hooked.count(attribute.argument) != 0)
      continue;
    const clang::Expr *length = argument_of(wrap.call, attribute.length);
    const bool has_length = length && !length->isNullPointerConstant(unit_.ast, clang::Expr::NPC_ValueDependentIsNull);
    if (has_length && hooked.count(attribute.length) == 0) {
      const std::string element = attribute.element < 0 ? "" : "@" + std::to_string(attribute.element);
      if (!capture(wrap, attribute.length, element + "n " + attribute.name))
        continue;
      hooked.insert(attribute.length);
    }
    if (capture(wrap, attribute.argument, argument_code(attribute, *argument)))
      hooked.insert(attribute.argument);
  }
  // What is called in an argument is no part of the call: the span begins when the last one has run.
  for (unsigned i = 0; i < wrap.call.getNumArgs(); ++i) {
    const clang::Expr &argument = *wrap.call.getArg(i);
    if (hooked.count(static_cast<int>(i)) != 0 || !has_call(argument, *wrap.found.body))
      continue;
    if (wrap.is_in_macro() || wrap.hooks >= kMaxHooks || !may_pass(argument, {}) || !wrap_argument(wrap, argument, "-"))
      return "call-in-argument";
  }
  return "";
}

std::string CallConstruct::result_code(const Wrap &wrap) const {
  const Aspect &aspect = wrap.aspect;
  const clang::QualType type = wrap.call.getDirectCallee()->getReturnType();
  if (type->isVoidType())
    return "-";
  std::string code = type->isPointerType() ? "Rp" : "Ri";
  if (!aspect.error_result.empty())
    code += comparison_rule("error", aspect.error_result);
  for (const std::string &row : aspect.row_results)
    code += comparison_rule("row", row);
  if (aspect.row_count)
    code += " counted";
  if (aspect.result_is_status &&
      llvm::none_of(aspect.attributes, [](const AspectAttribute &attribute) { return attribute.is_error_code; }))
    code += " status";
  if (aspect.handle.from == AspectHandle::From::result && type->isPointerType())
    code += " handle";
  return code;
}

// Writes the macros around the call.
const char *CallConstruct::finish(Wrap &wrap) {
  const Aspect &aspect = wrap.aspect;
  Site &site = wrap.found.site;
  const auto piece = expression_range(wrap.whole, unit_);
  if (!piece)
    return "macro-at-its-edge";
  if (!is_cxx() && has_brace(*piece, wrap.found.anchor, unit_))
    return "brace-inside";
  const clang::QualType type = wrap.call.getDirectCallee()->getReturnType();
  const bool is_void = type->isVoidType();
  if (is_cxx()) {
    const auto *block = llvm::dyn_cast<clang::CompoundStmt>(wrap.found.body->statements().front());
    const auto head = block ? block_head(*block, unit_) : std::nullopt;
    if (!head)
      return "no-place-for-state";
    const auto spelled = is_void ? std::string() : spelled_type_name(type, wrap.found.body->function(), unit_.ranges);
    if (!spelled)
      return "result-type";
    site.edits.push_back(edit_at_head(*head, is_void ? emit_macro("TELINJECT_VOID_CALL_STATE", {wrap.number})
                                                     : emit_macro("TELINJECT_CALL_STATE", {wrap.number, *spelled})));
  }
  std::string text = last_name(aspect.function);
  for (const AspectAttribute &attribute : aspect.attributes)
    if (!attribute.constant.empty())
      text += "\n" + attribute.name + "=" + attribute.constant;
  const std::string how = std::string(1, aspect.kind[0]) + action_code(aspect) + std::to_string(wrap.hooks);
  std::vector<std::string> first{wrap.number, wrap.found.guard->number, quoted(how),
                                 quoted(aspect.name + " " + aspect.role), quoted(text)};
  first.insert(first.end(), wrap.named.begin(), wrap.named.end());
  if (wrap.named.empty())
    first.emplace_back("0");
  std::vector<std::string> last{wrap.number, quoted(result_code(wrap))};
  if (wrap.restores_headers)
    last.push_back("TELINJECT_RESTORE(" + wrap.number + ", " + *header_setter(wrap) + ")");
  const CallWithHelpers with_helpers{wrap.call,      *wrap.call.getDirectCallee(), aspect, wrap.number, wrap.has_handle,
                                     wrap.has_output};
  for (std::string &helper : CallHelpers(unit_, with_helpers).macros())
    last.push_back(std::move(helper));
  if (last.size() == 2)
    last.emplace_back("0");
  const std::string name = is_void ? "VOID_CALL" : "CALL";
  const unsigned depth = kCallDepth + wrap.depth;
  site.edits.push_back(edit_before(*piece, emit_macro_before("TELINJECT_" + name, first), Level::expression, depth));
  site.edits.push_back(edit_after(*piece, emit_macro("TELINJECT_END_" + name, last), Level::expression, depth));
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
  // The use of a macro that is the call is not hidden by it.
  const clang::SourceLocation visible =
      whole != &call || !is_argument ? sources().getExpansionLoc(whole->getBeginLoc()) : clang::SourceLocation();
  auto found = candidate("call", last_name(aspect.function), *whole, whole->getBeginLoc(), visible);
  if (!found)
    return;
  if (found->site.instrumented()) {
    Wrap wrap{call, *whole, aspect, *found, "", 1, 0, {}, false, false, false};
    for (const clang::Stmt *at = body->parent(whole); at; at = body->parent(at))
      wrap.depth += static_cast<unsigned>(wrapped_.count(at));
    const unsigned in_function = calls_of_body_[body] + 1;
    wrap.number = is_cxx() ? std::to_string(body_depth(body->function())) + "_" + std::to_string(in_function)
                           : std::to_string(wrap.depth);
    const char *reason = wrap.depth > kMaxHookDepth ? "nested-too-deep" : check(wrap);
    if (!*reason)
      reason = capture_arguments(wrap);
    if (!*reason)
      reason = finish(wrap);
    found->site.skip_reason = reason;
    if (!*reason) {
      wrapped_.insert(whole);
      ++calls_of_body_[body];
    }
  }
  has_unseen_headers_ |= !found->site.instrumented() && aspect.headers.change == AspectHeaders::Change::argument;
  add(std::move(*found));
}

} // namespace

std::unique_ptr<Construct> make_CallConstruct(UnitContext &unit) {
  return std::make_unique<CallConstruct>(unit);
}

} // namespace telinject::rewrite
