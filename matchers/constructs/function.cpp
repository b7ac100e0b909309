// Instruments functions that have a body, including lambdas.
//
//   int add(int a, int b) { return a + b; }
// becomes, on the same line,
//   int add(int a, int b) { TELINJECT_FUNCTION(1, "ii", "add(a, b) -> int", a, b)
//       return TELINJECT_RETURN(1, int) a + b TELINJECT_END_RETURN(1, "i"); }
//
// The guard's cleanup runs on every exit. A `return` is wrapped only if its value is a scalar of a type that can be
// named, so that moves, braced initializers and references keep their meaning.
#include "matchers/emit.h"
#include "matchers/names.h"
#include "matchers/registry.h"
#include "matchers/secrets.h"
#include "matchers/split_function.h"
#include "matchers/statement_ranges.h"
#include "matchers/targets.h"
#include "matchers/trivial_function.h"
#include "matchers/what.h"

#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Lex/Lexer.h"

#include <algorithm>
#include <array>
#include <optional>
#include <regex>

namespace telinject::rewrite {
namespace {

namespace match = clang::ast_matchers;

// The text of an asm statement: a literal up to LLVM 20, a string since.
[[maybe_unused]] std::string text_of(const clang::StringLiteral *literal) {
  return literal->getString().str();
}
[[maybe_unused]] std::string text_of(std::string text) {
  return text;
}

// Visits the statements of one function, excluding lambdas, blocks and local classes.
class FunctionStatementVisitor : public clang::RecursiveASTVisitor<FunctionStatementVisitor> {
public:
  std::vector<const clang::ReturnStmt *> returns;
  bool has_musttail = false;
  bool takes_label_address = false;
  bool defines_asm_label = false;

  bool TraverseLambdaExpr(clang::LambdaExpr *lambda) {
    for (clang::Expr *init : lambda->capture_inits())
      if (init)
        TraverseStmt(init);
    return true;
  }
  bool TraverseBlockExpr(clang::BlockExpr *) { return true; }
  bool TraverseCXXRecordDecl(clang::CXXRecordDecl *) { return true; }
  bool TraverseFunctionDecl(clang::FunctionDecl *) { return true; }
  bool VisitReturnStmt(clang::ReturnStmt *statement) {
    returns.push_back(statement);
    return true;
  }
  bool VisitGCCAsmStmt(clang::GCCAsmStmt *assembly) {
    static const std::regex label("(^|[\\s;])[A-Za-z_.$][A-Za-z0-9_.$]*:");
    const std::string text = text_of(assembly->getAsmString());
    defines_asm_label |= text.find("%=") == std::string::npos && std::regex_search(text, label);
    return true;
  }
  bool VisitAddrLabelExpr(clang::AddrLabelExpr *) { return takes_label_address = true; }
  bool VisitAttributedStmt(clang::AttributedStmt *statement) {
    for (const clang::Attr *attribute : statement->getAttrs())
      has_musttail |= llvm::isa<clang::MustTailAttr>(attribute);
    return true;
  }
};

bool has_attribute(const clang::FunctionDecl &function, llvm::StringRef name) {
  return function.hasAttrs() && llvm::any_of(function.getAttrs(), [&](const clang::Attr *attribute) {
           return name == attribute->getSpelling();
         });
}

// Recognises __asan_default_options() and similar callbacks, which run before the sanitizer is initialized.
bool is_sanitizer_callback(const clang::FunctionDecl &function) {
  const clang::IdentifierInfo *name = function.getIdentifier();
  if (!name || llvm::isa<clang::CXXMethodDecl>(function))
    return false;
  for (const char *sanitizer : {"__asan_", "__hwasan_", "__lsan_", "__msan_", "__tsan_", "__ubsan_", "__sanitizer_"})
    if (name->getName().starts_with(sanitizer))
      return true;
  return false;
}

bool is_annotated_to_skip(const clang::Decl &decl) {
  return llvm::any_of(decl.specific_attrs<clang::AnnotateAttr>(), [](const clang::AnnotateAttr *attribute) {
    return attribute->getAnnotation() == "telinject:skip";
  });
}

// Returns true if the expression ends in a call of the function itself.
bool ends_in_call_of(const clang::Expr *expression, const clang::FunctionDecl &function) {
  if (!expression)
    return false;
  expression = expression->IgnoreUnlessSpelledInSource()->IgnoreParenCasts();
  if (const auto *choice = llvm::dyn_cast<clang::ConditionalOperator>(expression))
    return ends_in_call_of(choice->getTrueExpr(), function) || ends_in_call_of(choice->getFalseExpr(), function);
  if (const auto *binary = llvm::dyn_cast<clang::BinaryOperator>(expression))
    return (binary->isLogicalOp() || binary->isCommaOp()) && ends_in_call_of(binary->getRHS(), function);
  const auto *call = llvm::dyn_cast<clang::CallExpr>(expression);
  const clang::FunctionDecl *callee = call ? call->getDirectCallee() : nullptr;
  return callee && callee->getCanonicalDecl() == function.getCanonicalDecl();
}

// Returns true if the statement ends the body with a call of the function itself.
bool ends_in_self_call(const clang::Stmt *statement, const clang::FunctionDecl &function) {
  if (!statement)
    return false;
  if (const auto *block = llvm::dyn_cast<clang::CompoundStmt>(statement))
    return !block->body_empty() && ends_in_self_call(block->body_back(), function);
  if (const auto *branch = llvm::dyn_cast<clang::IfStmt>(statement))
    return ends_in_self_call(branch->getThen(), function) || ends_in_self_call(branch->getElse(), function);
  return ends_in_call_of(llvm::dyn_cast<clang::Expr>(statement), function);
}

// Returns the function-try-block of a function, or null. Excludes constructors and destructors: their blocks also cover
// initializers, members and bases, and rethrow.
const clang::CXXTryStmt *function_try_block(const clang::FunctionDecl &function) {
  if (llvm::isa<clang::CXXConstructorDecl, clang::CXXDestructorDecl>(function))
    return nullptr;
  return llvm::dyn_cast_or_null<clang::CXXTryStmt>(function.getBody());
}

// Detects a destructor whose function-try-block handler returns: no exception leaves it, but the guard inside the try
// block would report one.
bool handler_returns(const clang::FunctionDecl &function) {
  const auto *attempt = llvm::dyn_cast_or_null<clang::CXXTryStmt>(function.getBody());
  if (!attempt || !llvm::isa<clang::CXXDestructorDecl>(function))
    return false;
  FunctionStatementVisitor visitor;
  for (unsigned i = 0; i < attempt->getNumHandlers(); ++i)
    visitor.TraverseStmt(const_cast<clang::Stmt *>(attempt->getHandler(i)->getHandlerBlock()));
  return !visitor.returns.empty();
}

// Returns everything that the function's guard encloses.
const clang::Stmt &guarded_part(const clang::FunctionDecl &function, const clang::CompoundStmt &body) {
  if (const clang::CXXTryStmt *attempt = function_try_block(function))
    return *attempt;
  return body;
}

class FunctionConstruct : public Construct {
public:
  explicit FunctionConstruct(UnitContext &unit) : Construct(unit) {
    const auto &events = unit.options.events;
    captures_functions_ = events.empty() || llvm::is_contained(events, "function");
    captures_inner_ = events.empty() || events.size() > (captures_functions_ ? 1u : 0u);
    const auto flags = std::regex::ECMAScript | std::regex::optimize;
    if (!unit.options.functions.empty())
      included_.emplace(unit.options.functions, flags);
    if (!unit.options.skip_functions.empty())
      excluded_.emplace(unit.options.skip_functions, flags);
  }

  void register_matchers(match::MatchFinder &finder) override {
    using namespace match;
    finder.addMatcher(
        traverse(clang::TK_IgnoreUnlessSpelledInSource,
                 functionDecl(isDefinition(), unless(isDeleted()), unless(isImplicit())).bind("function")),
        this);
    finder.addMatcher(traverse(clang::TK_IgnoreUnlessSpelledInSource, lambdaExpr().bind("lambda")), this);
    if (unit_.ranges.project_mentions("telinject:skip"))
      finder.addMatcher(decl(hasAttr(clang::attr::Annotate), unless(functionDecl())).bind("annotated"), this);
  }

  void run(const match::MatchFinder::MatchResult &result) override {
    if (const auto *lambda = result.Nodes.getNodeAs<clang::LambdaExpr>("lambda")) {
      if (const clang::FunctionDecl *call = lambda->getCallOperator())
        visit_function(*call);
      return;
    }
    if (const auto *annotated = result.Nodes.getNodeAs<clang::Decl>("annotated")) {
      if (is_annotated_to_skip(*annotated))
        unit_.ranges.note_ineffective_annotation(annotated->getLocation());
      return;
    }
    const auto *function = result.Nodes.getNodeAs<clang::FunctionDecl>("function");
    const auto *method = llvm::dyn_cast<clang::CXXMethodDecl>(function);
    if (method && method->getParent()->isLambda())
      return;
    visit_function(*function);
  }

private:
  void visit_function(const clang::FunctionDecl &function);
  const clang::CompoundStmt *body_of(const clang::FunctionDecl &function) const;
  std::string refusal(const clang::FunctionDecl &function, const clang::CompoundStmt *body, const std::string &name,
                      bool is_root) const;
  std::string place_refusal(const clang::FunctionDecl &function, const clang::CompoundStmt &body,
                            const std::string &name) const;
  std::string try_block_refusal(const clang::CXXTryStmt &attempt) const;
  std::string language_refusal(const clang::FunctionDecl &function, const clang::CompoundStmt &body) const;
  bool is_selected(const std::string &name) const;
  bool is_trivial(const clang::FunctionDecl &function, const clang::CompoundStmt &body) const;
  bool is_constexpr(const clang::FunctionDecl &function) const;
  bool wrap_awaits(const Body &body, unsigned depth, Site &site) const;
  std::string name_use(const clang::FunctionDecl &function, const clang::CompoundStmt &body) const;
  void wrap_returns(const clang::FunctionDecl &function, const FunctionStatementVisitor &visitor, unsigned depth,
                    Site &site) const;
  FunctionText site_text(const clang::FunctionDecl &function, const clang::CompoundStmt &body,
                         const std::string &name) const;

  const clang::LangOptions &language() const { return unit_.ast.getLangOpts(); }
  const clang::SourceManager &sources() const { return unit_.ranges.sources(); }

  std::optional<std::regex> included_, excluded_;
  bool captures_functions_ = true; // functions themselves are recorded
  bool captures_inner_ = true;     // constructs inside functions are recorded
};

const clang::CompoundStmt *FunctionConstruct::body_of(const clang::FunctionDecl &function) const {
  if (!function.doesThisDeclarationHaveABody())
    return nullptr;
  const clang::Stmt *body = function.getBody();
  if (const auto *coroutine = llvm::dyn_cast_or_null<clang::CoroutineBodyStmt>(body))
    body = coroutine->getBody();
  if (const auto *attempt = llvm::dyn_cast_or_null<clang::CXXTryStmt>(body))
    return attempt->getTryBlock();
  return llvm::dyn_cast_or_null<clang::CompoundStmt>(body);
}

bool FunctionConstruct::is_constexpr(const clang::FunctionDecl &function) const {
  const auto *method = llvm::dyn_cast<clang::CXXMethodDecl>(&function);
  // Since C++17 a lambda is implicitly constexpr if its body allows it, and compilers differ on when it does.
  return function.isConstexpr() || (method && method->getParent()->isLambda() && language().CPlusPlus17);
}

// Refusals required by the language, or because a guard would change behaviour.
std::string FunctionConstruct::language_refusal(const clang::FunctionDecl &function,
                                                const clang::CompoundStmt &body) const {
  if (function.isConsteval())
    return "consteval";
  if (function.isConstexpr() && !language().CPlusPlus14)
    return "constexpr-before-cxx14";
  if (handler_returns(function))
    return "handler-returns";
  for (const char *attribute : {"naked", "interrupt", "signal", "no_instrument_function"})
    if (has_attribute(function, attribute))
      return attribute;
  if (is_sanitizer_callback(function))
    return "sanitizer-callback";
  if (unit_.ifunc_resolvers.count(function.getNameInfo().getAsString()))
    return "ifunc-resolver";
  FunctionStatementVisitor visitor;
  visitor.TraverseStmt(const_cast<clang::Stmt *>(&guarded_part(function, body)));
  if (has_other_target(function, body.getLBracLoc(), unit_.ranges))
    return "target";
  if (visitor.has_musttail)
    return "musttail";
  const bool tail =
      ends_in_self_call(&body, function) || llvm::any_of(visitor.returns, [&](const clang::ReturnStmt *r) {
        return ends_in_call_of(r->getRetValue(), function);
      });
  if (tail)
    return "self-tail-call";
  // The guard's control flow may make the compiler duplicate the statement, and with it the label.
  if (visitor.defines_asm_label)
    return "asm-label";
  // GCC copies such a function with its labels into callers only while it is simple.
  if (visitor.takes_label_address && function.isInlineSpecified())
    return "label-address-in-inline";
  if (function.isMain() && !language().CPlusPlus && !language().C99 &&
      (body.body_empty() || !llvm::isa<clang::ReturnStmt>(body.body_back())))
    return "c89-main-without-return";
  return "";
}

bool FunctionConstruct::is_selected(const std::string &name) const {
  return (!included_ || std::regex_search(name, *included_)) && (!excluded_ || !std::regex_search(name, *excluded_));
}

bool FunctionConstruct::is_trivial(const clang::FunctionDecl &function, const clang::CompoundStmt &body) const {
  return is_trivial_function(function, body, [this](const clang::FunctionDecl &callee) {
    const bool is_elsewhere = llvm::any_of(callee.redecls(), [this](const clang::FunctionDecl *declaration) {
      const clang::SourceLocation location = sources().getFileLoc(declaration->getLocation());
      return !unit_.ranges.in_project(location) || !unit_.selects_file(unit_.ranges.file_location(location).file);
    });
    return !is_elsewhere && is_selected(qualified_name(callee));
  });
}

std::string FunctionConstruct::refusal(const clang::FunctionDecl &function, const clang::CompoundStmt *body,
                                       const std::string &name, bool is_root) const {
  if (function.isDefaulted())
    return "defaulted";
  if (!body)
    return "no-body";
  // The macros' header cannot precede `module;` and cannot be part of the module.
  if (unit_.ast.getCurrentNamedModule())
    return "module-unit";
  // Without its attribute, a guard would never run its cleanup.
  if (unit_.ranges.is_macro({"__attribute__", "__cleanup__"}))
    return "keyword-macro";
  if (body->getLBracLoc().isMacroID() || body->getRBracLoc().isMacroID())
    return "body-from-macro";
  if (is_annotated_to_skip(function) || unit_.ranges.opted_out(function.getBeginLoc(), body->getLBracLoc()))
    return "opted-out";
  if (!is_selected(name))
    return "not-selected";
  if (body->size() < unit_.options.min_statements.count)
    return "too-few-statements";
  if (unit_.options.min_statements.skips_trivial && !is_root && is_trivial(function, *body))
    return "trivial";
  return place_refusal(function, *body, name);
}

// Refusals of a function that is selected.
std::string FunctionConstruct::place_refusal(const clang::FunctionDecl &function, const clang::CompoundStmt &body,
                                             const std::string &name) const {
  if (!unit_.ranges.same_region(body.getLBracLoc(), body.getRBracLoc()))
    return "split-by-preprocessor";
  if (const clang::CXXTryStmt *attempt = function_try_block(function))
    if (const std::string reason = try_block_refusal(*attempt); !reason.empty())
      return reason;
  if (unit_.ranges.has_trigraph_backslash(body.getLBracLoc()))
    return "trigraph";
  if (unit_.ranges.included_inside_declaration(body.getLBracLoc()))
    return "included-inside-declaration";
  if (name.find_first_of("\"\\\n") != std::string::npos)
    return "unspeakable-name";
  if (!block_head(body, unit_))
    return "pragma-before";
  return language_refusal(function, body);
}

// The insertion puts a block around the try block.
std::string FunctionConstruct::try_block_refusal(const clang::CXXTryStmt &attempt) const {
  const clang::SourceLocation end = attempt.getHandler(attempt.getNumHandlers() - 1)->getEndLoc();
  if (attempt.getTryLoc().isMacroID() || end.isMacroID())
    return "body-from-macro";
  if (!unit_.ranges.same_region(attempt.getTryLoc(), end))
    return "split-by-preprocessor";
  return statement_range(attempt, unit_) && !unit_.ranges.pragma_before(attempt.getTryLoc()) ? "" : "pragma-before";
}

FunctionText FunctionConstruct::site_text(const clang::FunctionDecl &function, const clang::CompoundStmt &body,
                                          const std::string &name) const {
  FunctionText text;
  text.depth = body_depth(function);
  text.is_constexpr = is_constexpr(function);
  text.name = name;
  text.name_use = name_use(function, body);
  if (!text.name_use.empty())
    text.name.resize(name.size() - function.getName().size());
  const clang::CXXTryStmt *attempt = function_try_block(function);
  text.opens_block = attempt != nullptr;
  const unsigned head_line =
      sources().getLineNumber(sources().getFileID(body.getLBracLoc()),
                              attempt ? sources().getFileOffset(attempt->getTryLoc()) : *block_head(body, unit_));
  const unsigned name_line = sources().getExpansionLineNumber(function.getLocation());
  const bool same_file =
      sources().getFileID(sources().getFileLoc(function.getLocation())) == sources().getFileID(body.getLBracLoc());
  if (same_file && name_line < head_line)
    text.lines_above = head_line - name_line;
  const clang::QualType returned = function.getReturnType();
  if (looks_secret(function.getNameAsString(), returned, unit_.options.redact))
    text.return_type = returned->isVoidType() ? "" : "[REDACTED]";
  else if (!returned->isVoidType() && !llvm::isa<clang::CXXConstructorDecl, clang::CXXDestructorDecl>(function))
    text.return_type = display_type_name(returned, unit_.ast);
  // Another configuration may have other parameters, which could not be captured.
  if (!unit_.options.capture_arguments || unit_.ranges.conditional_between(function.getBeginLoc(), body.getLBracLoc()))
    return text;
  for (const clang::ParmVarDecl *parameter : function.parameters())
    if (!parameter->getName().empty())
      text.arguments.push_back(capture_parameter(*parameter, unit_));
  return text;
}

// Returns the macro use that spells the function's name, so that a file included repeatedly with different macros gets
// identical insertions.
std::string FunctionConstruct::name_use(const clang::FunctionDecl &function, const clang::CompoundStmt &body) const {
  const clang::SourceLocation name = function.getLocation();
  if (!name.isMacroID() || !function.getDeclName().isIdentifier())
    return "";
  const clang::SourceLocation begin = file_begin(name, unit_), last = file_last(name, unit_);
  if (begin.isInvalid() || last.isInvalid() || sources().getFileID(begin) != sources().getFileID(body.getLBracLoc()))
    return "";
  const std::string use =
      clang::Lexer::getSourceText(clang::CharSourceRange::getTokenRange(begin, last), sources(), language()).str();
  // Repeating __COUNTER__ would change all later values.
  if (unit_.ranges.changes_when_repeated(begin, last))
    return "";
  const bool plain = use.size() <= 80 && use.find_first_of("\n\r\\\"'#/") == std::string::npos;
  return plain ? use : "";
}

void FunctionConstruct::wrap_returns(const clang::FunctionDecl &function, const FunctionStatementVisitor &visitor,
                                     unsigned depth, Site &site) const {
  const clang::QualType type = function.getReturnType();
  if (!unit_.options.capture_return_value || type->isVoidType() || type->isReferenceType() || type->isDependentType() ||
      type.isVolatileQualified() || looks_secret(function.getNameAsString(), type, unit_.options.redact))
    return;
  const auto code = returned_code(type, unit_);
  const auto spelled = spelled_type_name(type, function, unit_.ranges);
  if (!code || !spelled)
    return;
  for (const clang::ReturnStmt *statement : visitor.returns) {
    const clang::Expr *value = statement->getRetValue();
    const clang::SourceLocation keyword = statement->getReturnLoc();
    if (!value || !keyword.isFileID() || llvm::isa<clang::InitListExpr>(value->IgnoreImplicit()))
      continue;
    const clang::SourceLocation last = sources().getExpansionRange(value->getEndLoc()).getEnd();
    if (sources().getFileID(last) != sources().getFileID(keyword))
      continue;
    const auto next = unit_.ranges.token_after(last);
    if (!next || !next->is_semicolon || !unit_.ranges.same_region(keyword, next->location))
      continue;
    bool invalid = false;
    const char *word = sources().getCharacterData(keyword, &invalid);
    if (invalid || llvm::StringRef(word, 6) != "return")
      continue;
    const TextRange piece{sources().getFileOffset(keyword) + 6, sources().getFileOffset(next->location)};
    site.edits.push_back(edit_before(piece, emit_return(depth, *spelled), Level::body));
    site.edits.push_back(edit_after(piece, emit_end_return(depth, *code), Level::body));
  }
}

// Wraps each co_await and co_yield: the coroutine's spans leave the thread and join the thread that resumes it.
bool FunctionConstruct::wrap_awaits(const Body &body, unsigned depth, Site &site) const {
  constexpr unsigned kInnermost = 126;
  for (const clang::Stmt *statement : body.statements()) {
    if (!llvm::isa<clang::CoroutineSuspendExpr, clang::DependentCoawaitExpr>(statement))
      continue;
    const auto piece = expression_range(*llvm::cast<clang::Expr>(statement), unit_);
    if (!piece)
      return false;
    site.edits.push_back(edit_before(*piece, emit_await(depth), Level::expression, kInnermost));
    site.edits.push_back(edit_after(*piece, emit_end_await(), Level::expression, kInnermost));
  }
  return true;
}

void FunctionConstruct::visit_function(const clang::FunctionDecl &function) {
  const clang::CompoundStmt *body = body_of(function);
  const clang::CXXTryStmt *attempt = function_try_block(function);
  const clang::SourceLocation location = attempt && body ? attempt->getTryLoc()
                                         : body          ? body->getLBracLoc()
                                                         : function.getLocation();
  // All uses of a macro count as one candidate, located at the macro's definition.
  const clang::SourceLocation anchor = body ? sources().getSpellingLoc(location) : sources().getFileLoc(location);
  if (!unit_.ranges.in_project(anchor) || function.getTemplateInstantiationPattern())
    return;
  unit_.ranges.note_candidate(function.getBeginLoc(), anchor);
  const bool is_root = unit_.ranges.take_root_comment(function.getBeginLoc(), anchor);
  // With a subset of constructs, candidates inside may belong to the others.
  if (body && !unit_.options.events.empty())
    unit_.ranges.note_unparsed_range(guarded_part(function, *body).getSourceRange());
  Site site;
  site.construct = captures_functions_ ? "function" : kScope;
  site.name = qualified_name(function);
  site.skip_reason = refusal(function, body, site.name, is_root);
  const bool is_coroutine = body && llvm::isa<clang::CoroutineBodyStmt>(function.getBody());
  if (site.instrumented() && is_coroutine && !wrap_awaits(Body(function, *body), body_depth(function), site)) {
    site.skip_reason = "await-from-macro";
    site.edits.clear();
  }
  if (site.instrumented()) {
    FunctionText text = site_text(function, *body, site.name);
    text.is_root = is_root;
    text.is_scope_only = !captures_functions_;
    if (is_coroutine) {
      text.is_coroutine = true;
      text.is_constexpr = false;
      text.return_type.clear(); // the return object exists before the coroutine starts
    }
    if (attempt) {
      const TextRange piece = *statement_range(*attempt, unit_);
      site.edits.push_back(edit_before(piece, emit_function(text), Level::body));
      site.edits.push_back(
          edit_after(piece, emit_end(text.is_scope_only ? Enclosure::scope : Enclosure::function), Level::body));
    } else {
      site.edits.push_back(edit_at_head(*block_head(*body, unit_), emit_function(text)));
    }
    FunctionStatementVisitor visitor;
    visitor.TraverseStmt(const_cast<clang::Stmt *>(&guarded_part(function, *body)));
    if (captures_functions_)
      wrap_returns(function, visitor, text.depth, site);
  }
  // Deselecting a function must not change the program's behaviour.
  const bool is_deselected = llvm::is_contained({"not-selected", "too-few-statements", "trivial"}, site.skip_reason);
  if (captures_inner_ && body) {
    Body &inner_body = unit_.add_body(function, guarded_part(function, *body));
    inner_body.set_head_refusal(attempt         ? "function-try-block"
                                : is_deselected ? place_refusal(function, *body, site.name)
                                                : site.skip_reason);
    if (site.instrumented())
      inner_body.set_function_guard(
          {std::to_string(body_depth(function)), site.construct, sources().getFileOffset(anchor)});
  }
  std::optional<Site> split;
  if (site.instrumented() && unit_.options.split_functions && (!language().CPlusPlus || unit_.options.second_bodies))
    split = split_function(function, *body, site, unit_);
  std::optional<Site> what = site.instrumented() || is_deselected ? guard_what(function, *body, unit_) : std::nullopt;
  unit_.add(std::move(site), anchor);
  if (split)
    unit_.add(std::move(*split), anchor);
  if (what)
    unit_.add(std::move(*what), anchor);
}

} // namespace

std::unique_ptr<Construct> make_FunctionConstruct(UnitContext &unit) {
  return std::make_unique<FunctionConstruct>(unit);
}

} // namespace telinject::rewrite
