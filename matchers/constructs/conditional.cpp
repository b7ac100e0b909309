// Instruments conditionals: if statements with their else-ifs (one site), switch (switch.cpp) and, optionally, ?:
// (ternary.cpp).
//
//   if (a) x(); else if (b) { y(); }
// becomes, on the same line,
//   if (a) TELINJECT_OPEN_BRANCH(1, "if then", "a") x(); TELINJECT_END_BRANCH()
//   else if (b) { TELINJECT_BRANCH(1, "if else if 1", "a") y(); } TELINJECT_NO_BRANCH(1, "if none", "a")
//
// The hooks go into the branches. The condition stays unmodified, because it may declare, convert or be constant.
#include "matchers/constructs/switch.h"
#include "matchers/constructs/ternary.h"
#include "matchers/emit.h"
#include "matchers/registry.h"
#include "matchers/statement_ranges.h"

namespace telinject::rewrite {
namespace {

namespace match = clang::ast_matchers;

class ConditionalConstruct : public InnerConstruct {
public:
  using InnerConstruct::InnerConstruct;

  void register_matchers(match::MatchFinder &finder) override {
    using namespace match;
    const auto source = clang::TK_IgnoreUnlessSpelledInSource;
    finder.addMatcher(traverse(source, ifStmt().bind("if")), this);
    finder.addMatcher(traverse(source, switchStmt().bind("switch")), this);
    if (unit_.options.capture_ternary)
      finder.addMatcher(traverse(source, conditionalOperator().bind("ternary")), this);
  }

  void run(const match::MatchFinder::MatchResult &result) override {
    if (const auto *branch = result.Nodes.getNodeAs<clang::IfStmt>("if"))
      visit_if(*branch);
    if (const auto *choice = result.Nodes.getNodeAs<clang::SwitchStmt>("switch"))
      visit_switch(*choice);
    if (const auto *choice = result.Nodes.getNodeAs<clang::ConditionalOperator>("ternary"))
      visit_ternary(*choice);
  }

private:
  void visit_if(const clang::IfStmt &head);
  void visit_switch(const clang::SwitchStmt &choice);
  void visit_ternary(const clang::ConditionalOperator &choice);
  const char *instrument_if(const clang::IfStmt &head, Candidate &found);
  bool hook_branch(const clang::Stmt &branch, const std::string &name, const std::string &number, Candidate &found,
                   TextRange &piece);
};

bool ConditionalConstruct::hook_branch(const clang::Stmt &branch, const std::string &name, const std::string &number,
                                       Candidate &found, TextRange &piece) {
  Site &site = found.site;
  const clang::Stmt *body = &branch;
  while (const auto *attributed = llvm::dyn_cast<clang::AttributedStmt>(body))
    body = attributed->getSubStmt();
  const auto range = statement_range(*body, unit_);
  if (!range)
    return false;
  piece = *range;
  auto text = [&](unsigned offset) {
    const unsigned line = line_at(found.anchor, offset), begin = line_of(found.anchor);
    return SiteText{"if " + name, line > begin ? line - begin : 0, site.name};
  };
  const auto *block = llvm::dyn_cast<clang::CompoundStmt>(body);
  if (const auto head = block ? block_head(*block, unit_) : std::nullopt) {
    const Form form = form_at_head(*block, unit_);
    // A jump must not skip a declaration; use a new block instead.
    if (form != Form::declaration || !found.body->jumped_into(*block)) {
      site.edits.push_back(edit_at_head(*head, emit_branch(number, found.guard->number, text(*head), form)));
      return true;
    }
  }
  site.edits.push_back(
      edit_before(*range, emit_branch(number, found.guard->number, text(range->begin), Form::with_brace), Level::body));
  site.edits.push_back(edit_after(*range, emit_end(Enclosure::branch), Level::body));
  return true;
}

const char *ConditionalConstruct::instrument_if(const clang::IfStmt &head, Candidate &found) {
  if (head.isConsteval())
    return "consteval-if";
  const std::string number = found.body->number_for(head);
  TextRange piece;
  unsigned arm = 0;
  for (const clang::IfStmt *at = &head;; ++arm) {
    if (!hook_branch(*at->getThen(), arm == 0 ? "then" : "else if " + std::to_string(arm), number, found, piece))
      return "macro-at-its-edge";
    const clang::Stmt *other = at->getElse();
    if (!other) {
      if (unit_.ranges.hidden_else_after(found.anchor, piece.end))
        return "split-by-preprocessor";
      if (unit_.ranges.is_macro({"else"}))
        return "keyword-macro";
      const unsigned line = line_at(found.anchor, piece.end), begin = line_of(found.anchor);
      const SiteText none{"if none", line > begin ? line - begin : 0, found.site.name};
      found.site.edits.push_back(edit_after(piece, emit_no_branch(found.guard->number, none), Level::body));
      return "";
    }
    const auto *next = llvm::dyn_cast<clang::IfStmt>(other);
    if (!next)
      return hook_branch(*other, "else", number, found, piece) ? "" : "macro-at-its-edge";
    if (next->isConsteval())
      return "consteval-if";
    if (!next->getIfLoc().isFileID())
      return "macro-at-its-edge";
    at = next;
  }
}

void ConditionalConstruct::visit_if(const clang::IfStmt &head) {
  const Body *body = unit_.body_of(head);
  if (!body)
    return;
  const auto *outer = llvm::dyn_cast_or_null<clang::IfStmt>(body->parent(&head));
  if (outer && outer->getElse() == &head)
    return; // belongs to that statement
  std::string condition = head.isConsteval() ? "consteval" : text_of(head.getLParenLoc(), head.getRParenLoc());
  if (head.getIfLoc().isFileID() && condition.size() > 1 && condition.front() == '(')
    condition = condition.substr(1, condition.size() - 2);
  auto found = candidate("conditional", condition.empty() ? "if" : condition, head, head.getIfLoc(),
                         head.getThen()->getBeginLoc());
  if (!found)
    return;
  if (found->site.instrumented())
    found->site.skip_reason = instrument_if(head, *found);
  add(std::move(*found));
}

void ConditionalConstruct::visit_switch(const clang::SwitchStmt &choice) {
  std::string condition = text_of(choice.getLParenLoc(), choice.getRParenLoc());
  if (choice.getSwitchLoc().isFileID() && condition.size() > 1 && condition.front() == '(')
    condition = condition.substr(1, condition.size() - 2);
  auto found = candidate("conditional", condition.empty() ? "switch" : condition, choice, choice.getSwitchLoc(),
                         choice.getBody()->getBeginLoc());
  if (!found)
    return;
  if (found->site.instrumented()) {
    const SwitchSite input{choice, *found->body, *found->guard, found->anchor};
    found->site.skip_reason = hook_switch(input, unit_, found->site);
  }
  add(std::move(*found));
}

void ConditionalConstruct::visit_ternary(const clang::ConditionalOperator &choice) {
  const clang::Expr &condition = *choice.getCond();
  auto found = candidate("conditional", text_of(condition.getBeginLoc(), condition.getEndLoc()), choice,
                         choice.getQuestionLoc());
  if (!found)
    return;
  if (found->site.instrumented())
    found->site.skip_reason = hook_ternary({choice, *found->body, *found->guard, found->anchor}, unit_, found->site);
  add(std::move(*found));
}

} // namespace

std::unique_ptr<Construct> make_ConditionalConstruct(UnitContext &unit) {
  return std::make_unique<ConditionalConstruct>(unit);
}

} // namespace telinject::rewrite
