// Instruments loops: for, while, do and range-for.
//
//   for (int i = 0; i < n; ++i) sum += a[i];
// becomes, on the same line,
//   TELINJECT_LOOP(1_1, 1, "for condition", "int i = 0; i < n; ++i") for (int i = 0; i < n; ++i)
//   TELINJECT_OPEN_ITERATION(1_1) sum += a[i]; TELINJECT_END_ITERATION() TELINJECT_END_LOOP()
//
// The guard is in a block around the loop, so its cleanup runs on every exit. The site holds the default exit reason;
// statements that leave the loop for another reason record it.
#include "matchers/emit.h"
#include "matchers/registry.h"
#include "matchers/statement_ranges.h"

#include "clang/AST/StmtCXX.h"

namespace telinject::rewrite {
namespace {

namespace match = clang::ast_matchers;

struct LoopParts {
  const char *kind;
  clang::SourceLocation keyword, header_begin, header_last;
  const clang::Stmt *body;
  const clang::Expr *condition; // null: endless loop or range-for
  bool has_condition;
};

class LoopConstruct : public InnerConstruct {
public:
  using InnerConstruct::InnerConstruct;

  void register_matchers(match::MatchFinder &finder) override {
    using namespace match;
    const auto source = clang::TK_IgnoreUnlessSpelledInSource;
    finder.addMatcher(traverse(source, forStmt().bind("loop")), this);
    finder.addMatcher(traverse(source, whileStmt().bind("loop")), this);
    finder.addMatcher(traverse(source, doStmt().bind("loop")), this);
    finder.addMatcher(traverse(source, cxxForRangeStmt().bind("loop")), this);
  }

  void run(const match::MatchFinder::MatchResult &result) override {
    if (const auto *loop = result.Nodes.getNodeAs<clang::Stmt>("loop"))
      visit_loop(*loop);
  }

private:
  void visit_loop(const clang::Stmt &loop);
  std::optional<LoopParts> parts_of(const clang::Stmt &loop) const;
  void instrument(const clang::Stmt &loop, const LoopParts &parts, Candidate &found);
  bool wrap_body(const LoopParts &parts, const std::string &number, Site &site) const;
  // Returns the default exit reason and inserts hooks at the exits that have another one; "unknown" if a hook cannot be
  // inserted.
  std::string classify_exits(const clang::Stmt &loop, const LoopParts &parts, const Body &body,
                             const std::string &number, std::string &at_end, Site &site) const;
  bool mark_exit(const clang::Stmt &jump, const std::string &number, char exit_reason, Site &site) const;
};

std::optional<LoopParts> LoopConstruct::parts_of(const clang::Stmt &loop) const {
  // The header text is between the parentheses.
  if (const auto *counted = llvm::dyn_cast<clang::ForStmt>(&loop))
    return LoopParts{"for",
                     counted->getForLoc(),
                     counted->getLParenLoc(),
                     counted->getRParenLoc(),
                     counted->getBody(),
                     counted->getCond(),
                     counted->getCond() != nullptr};
  if (const auto *tested = llvm::dyn_cast<clang::WhileStmt>(&loop))
    return LoopParts{"while",
                     tested->getWhileLoc(),
                     tested->getLParenLoc(),
                     tested->getRParenLoc(),
                     tested->getBody(),
                     tested->getCond(),
                     true};
  if (const auto *tested = llvm::dyn_cast<clang::DoStmt>(&loop))
    return LoopParts{"do",
                     tested->getDoLoc(),
                     tested->getCond()->getBeginLoc(),
                     tested->getRParenLoc(),
                     tested->getBody(),
                     tested->getCond(),
                     true};
  if (const auto *range = llvm::dyn_cast<clang::CXXForRangeStmt>(&loop))
    return LoopParts{
        "range_for", range->getForLoc(), range->getForLoc(), range->getRParenLoc(), range->getBody(), nullptr, true};
  return std::nullopt;
}

bool is_always_true(const clang::Expr &condition, const clang::ASTContext &ast) {
  bool value = false;
  return !condition.isValueDependent() && condition.EvaluateAsBooleanCondition(value, ast) && value;
}

// Recognises the do { … } while (0) of a macro, which is no loop.
bool is_statement_macro(const clang::Stmt &loop) {
  const auto *tested = llvm::dyn_cast<clang::DoStmt>(&loop);
  const auto *zero = tested ? llvm::dyn_cast<clang::IntegerLiteral>(tested->getCond()->IgnoreParenImpCasts()) : nullptr;
  return zero && zero->getValue() == 0 && tested->getDoLoc().isMacroID();
}

bool LoopConstruct::wrap_body(const LoopParts &parts, const std::string &number, Site &site) const {
  const clang::Stmt *body = parts.body;
  while (const auto *attributed = llvm::dyn_cast<clang::AttributedStmt>(body))
    body = attributed->getSubStmt();
  const auto *block = llvm::dyn_cast<clang::CompoundStmt>(body);
  if (const auto head = block ? block_head(*block, unit_) : std::nullopt) {
    if (!block->getRBracLoc().isFileID() || !unit_.ranges.same_region(block->getLBracLoc(), block->getRBracLoc()))
      return false;
    site.edits.push_back(edit_at_head(*head, emit_iteration(number)));
    return true;
  }
  const auto piece = statement_range(*body, unit_);
  if (!piece)
    return false;
  site.edits.push_back(edit_before(*piece, emit_open_iteration(number), Level::body));
  site.edits.push_back(edit_after(*piece, emit_end(Enclosure::iteration), Level::body));
  return true;
}

bool LoopConstruct::mark_exit(const clang::Stmt &jump, const std::string &number, char exit_reason, Site &site) const {
  const auto piece = statement_range(jump, unit_);
  if (!piece)
    return false;
  site.edits.push_back(edit_before(*piece, emit_open_exit(number, exit_reason), Level::exit));
  site.edits.push_back(edit_after(*piece, emit_end(Enclosure::exit), Level::exit));
  return true;
}

std::string LoopConstruct::classify_exits(const clang::Stmt &loop, const LoopParts &parts, const Body &body,
                                          const std::string &number, std::string &at_end, Site &site) const {
  const bool by_condition = parts.has_condition && !(parts.condition && is_always_true(*parts.condition, unit_.ast));
  std::vector<const clang::Stmt *> breaks, gotos;
  for (const auto *one : body.descendants<clang::BreakStmt>(loop))
    if (body.break_target(*one) == &loop)
      breaks.push_back(one);
  for (const auto *one : body.descendants<clang::GotoStmt>(loop))
    if (!body.contains(loop, *one->getLabel()->getStmt()))
      gotos.push_back(one);
  const auto co_returns = body.descendants<clang::CoreturnStmt>(loop);
  const bool by_return = !body.descendants<clang::ReturnStmt>(loop).empty() || !co_returns.empty();
  // A suspended coroutine may be destroyed; that is the default reason, and all other exits are marked.
  const bool may_be_destroyed = !body.descendants<clang::CoroutineSuspendExpr>(loop).empty() ||
                                !body.descendants<clang::DependentCoawaitExpr>(loop).empty();
  bool all_marked = true, all_breaks_marked = true;
  const bool jumps_away = by_return || !gotos.empty() || may_be_destroyed;
  if (may_be_destroyed)
    for (const clang::Stmt *one : co_returns)
      mark_exit(*one, number, 'r', site);
  if (by_return || may_be_destroyed)
    for (const clang::Stmt *one : gotos)
      all_marked &= mark_exit(*one, number, 'g', site);
  if (!breaks.empty() && by_condition)
    for (const clang::Stmt *one : breaks)
      all_breaks_marked &= mark_exit(*one, number, 'b', site);
  if (!all_breaks_marked)
    return "unknown";
  if (jumps_away && (by_condition || !breaks.empty()))
    at_end = emit_exit(number, by_condition ? 'c' : 'b');
  if (jumps_away)
    return !all_marked || may_be_destroyed ? "unknown" : by_return ? "return" : "goto";
  return by_condition || breaks.empty() ? "condition" : "break";
}

void LoopConstruct::instrument(const clang::Stmt &loop, const LoopParts &parts, Candidate &found) {
  Site &site = found.site;
  Body &body = *found.body;
  auto skip = [&](const char *reason) { site.skip_reason = reason; };
  if (body.has_computed_jump())
    return skip("computed-goto");
  if (body.jumped_into(loop))
    return skip("jumped-into");
  const clang::Stmt *labelled_loop = &loop;
  while (llvm::isa_and_nonnull<clang::AttributedStmt>(body.parent(labelled_loop)))
    labelled_loop = body.parent(labelled_loop);
  const auto piece = statement_range(*labelled_loop, unit_);
  if (!piece)
    return skip("macro-at-its-edge");
  const TextRange header{piece->begin, sources().getFileOffset(sources().getFileLoc(parts.body->getBeginLoc()))};
  if (!language().CPlusPlus && parts.kind != std::string("do") && has_brace(header, found.anchor, unit_))
    return skip("brace-inside");
  if (unit_.ranges.pragma_before(found.anchor))
    return skip("pragma-before");
  const std::string number = body.number_for(loop);
  if (!wrap_body(parts, number, site))
    return skip("macro-at-its-edge");
  std::string at_end;
  const std::string exit_reason = classify_exits(loop, parts, body, number, at_end, site);
  SiteText text{std::string(parts.kind) + " " + exit_reason, 0, site.name};
  site.edits.push_back(edit_before(*piece, emit_loop(number, found.guard->number, text), Level::loop));
  site.edits.push_back(edit_after(*piece, at_end + emit_end(Enclosure::loop), Level::loop));
  body.add_guard(loop, {number, "loop", sources().getFileOffset(found.anchor)});
}

void LoopConstruct::visit_loop(const clang::Stmt &loop) {
  const auto parts = parts_of(loop);
  if (!parts || is_statement_macro(loop))
    return;
  std::string header = text_of(parts->header_begin, parts->header_last);
  if (parts->keyword.isFileID()) {
    // Removes the keyword and parentheses: "for (int x : v)" becomes "int x : v".
    if (const size_t open = header.find('('); parts->kind != std::string("do") && open != std::string::npos)
      header.erase(0, open + 1);
    if (!header.empty() && header.back() == ')')
      header.pop_back();
  }
  auto found =
      candidate("loop", header.empty() ? parts->kind : header, loop, parts->keyword, parts->body->getBeginLoc());
  if (!found)
    return;
  if (found->site.instrumented())
    instrument(loop, *parts, *found);
  add(std::move(*found));
}

} // namespace

std::unique_ptr<Construct> make_LoopConstruct(UnitContext &unit) {
  return std::make_unique<LoopConstruct>(unit);
}

} // namespace telinject::rewrite
