// Loops: for, while, do and range-for.
//
//   for (int i = 0; i < n; ++i) sum += a[i];
// becomes, on the same line,
//   TELINJECT_LOOP(1_1, 1, "for condition", "int i = 0; i < n; ++i") for (int i = 0; i < n; ++i)
//   TELINJECT_OPEN_ITERATION(1_1) sum += a[i]; TELINJECT_CLOSE() TELINJECT_CLOSE()
//
// The guard stands in a block around the loop, so it sees every way out.  How the loop ended is plain where there is
// one way only; else those that leave it in another way than the rest say so.
#include "matchers/emit.h"
#include "matchers/registry.h"
#include "matchers/statement_ranges.h"

#include "clang/AST/StmtCXX.h"

namespace telinject {
namespace {

namespace match = clang::ast_matchers;

struct LoopParts {
  const char *kind;
  clang::SourceLocation keyword, header_begin, header_last;
  const clang::Stmt *body;
  const clang::Expr *condition; // null: for ever, or until a range is through
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
      consider(*loop);
  }

private:
  void consider(const clang::Stmt &loop);
  std::optional<LoopParts> parts_of(const clang::Stmt &loop) const;
  void instrument(const clang::Stmt &loop, const LoopParts &parts, Candidate &found);
  bool wrap_body(const LoopParts &parts, const std::string &number, Site &site) const;
  // The way that goes without saying, after those that do not have been given their edits; "unknown" where one cannot
  // be.
  std::string tell_ways(const clang::Stmt &loop, const LoopParts &parts, const Body &body, const std::string &number,
                        std::string &at_end, Site &site) const;
  bool mark(const clang::Stmt &jump, const std::string &number, char way, Site &site) const;
};

std::optional<LoopParts> LoopConstruct::parts_of(const clang::Stmt &loop) const {
  // From the '(' to the ')': the token after one, to the token before the other, is what a person reads.
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

// The do { … } while (0) of a macro: no loop, but a way to write a statement.
bool is_only_a_block(const clang::Stmt &loop) {
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
    site.edits.push_back(edit_at_head(*head, emit_iteration(number, form_at_head(*block, unit_))));
    return true;
  }
  const auto piece = statement_range(*body, unit_);
  if (!piece)
    return false;
  site.edits.push_back(edit_before(*piece, emit_iteration(number, Form::with_brace), Level::body));
  site.edits.push_back(edit_after(*piece, emit_close(), Level::body));
  return true;
}

bool LoopConstruct::mark(const clang::Stmt &jump, const std::string &number, char way, Site &site) const {
  const auto piece = statement_range(jump, unit_);
  if (!piece)
    return false;
  site.edits.push_back(edit_before(*piece, emit_open_ends(number, way), Level::exit));
  site.edits.push_back(edit_after(*piece, emit_close(), Level::exit));
  return true;
}

std::string LoopConstruct::tell_ways(const clang::Stmt &loop, const LoopParts &parts, const Body &body,
                                     const std::string &number, std::string &at_end, Site &site) const {
  const bool by_condition = parts.has_condition && !(parts.condition && is_always_true(*parts.condition, unit_.ast));
  std::vector<const clang::Stmt *> breaks, gotos;
  for (const auto *one : body.inside<clang::BreakStmt>(loop))
    if (body.left_by(*one) == &loop)
      breaks.push_back(one);
  for (const auto *one : body.inside<clang::GotoStmt>(loop))
    if (!body.contains(loop, *one->getLabel()->getStmt()))
      gotos.push_back(one);
  const auto co_returns = body.inside<clang::CoreturnStmt>(loop);
  const bool by_return = !body.inside<clang::ReturnStmt>(loop).empty() || !co_returns.empty();
  // A coroutine may be destroyed while it is suspended: that goes without saying, all else is said.
  const bool may_be_destroyed = !body.inside<clang::CoroutineSuspendExpr>(loop).empty() ||
                                !body.inside<clang::DependentCoawaitExpr>(loop).empty();
  bool all_marked = true, all_breaks_marked = true;
  const bool jumps_away = by_return || !gotos.empty() || may_be_destroyed;
  if (may_be_destroyed)
    for (const clang::Stmt *one : co_returns)
      mark(*one, number, 'r', site);
  if (by_return || may_be_destroyed)
    for (const clang::Stmt *one : gotos)
      all_marked &= mark(*one, number, 'g', site);
  if (!breaks.empty() && by_condition)
    for (const clang::Stmt *one : breaks)
      all_breaks_marked &= mark(*one, number, 'b', site);
  if (!all_breaks_marked)
    return "unknown";
  if (jumps_away && (by_condition || !breaks.empty()))
    at_end = emit_ends(number, by_condition ? 'c' : 'b');
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
  const clang::Stmt *whole = &loop;
  while (llvm::isa_and_nonnull<clang::AttributedStmt>(body.parent(whole)))
    whole = body.parent(whole);
  const auto piece = statement_range(*whole, unit_);
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
  const std::string way = tell_ways(loop, parts, body, number, at_end, site);
  SiteText text{std::string(parts.kind) + " " + way, 0, site.name};
  site.edits.push_back(edit_before(*piece, emit_loop(number, found.around->number, text), Level::loop));
  site.edits.push_back(edit_after(*piece, at_end + emit_close(), Level::loop));
  body.add_guard(loop, {number, "loop", sources().getFileOffset(found.anchor)});
}

void LoopConstruct::consider(const clang::Stmt &loop) {
  const auto parts = parts_of(loop);
  if (!parts || is_only_a_block(loop))
    return;
  std::string header = text_of(parts->header_begin, parts->header_last);
  if (parts->keyword.isFileID()) {
    // Without what is around it: "for (int x : v)" is "int x : v".
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

} // namespace telinject
