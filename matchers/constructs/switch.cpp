// Instruments switch statements: inserts hooks after the labels, before the first labelled statement.
//
//   switch (c) { case 1: case 2: f(); break; default: g(); }
// becomes, on the same line,
//   switch (c) { case 1: case 2: TELINJECT_LABEL(1, "switch case 1, case 2", "c") f(); break;
//       default: TELINJECT_LABEL(1, "switch default", "c") g(); }
//
// Nothing is inserted between two labels, or between a fall-through comment and its label. If no label need match, a
// variable around the switch records whether one did.
#include "matchers/constructs/switch.h"

#include "matchers/emit.h"
#include "matchers/source_text.h"
#include "matchers/statement_ranges.h"

#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"

#include <algorithm>

namespace telinject::rewrite {
namespace {

struct LabelGroup {
  const clang::SwitchCase *first;
  const clang::Stmt *marked; // the statement after all labels of the group
  std::string names;         // "case 1, case 2"
};

class SwitchHooks {
public:
  SwitchHooks(const SwitchSite &input, const UnitContext &unit, Site &site) : input_(input), unit_(unit), site_(site) {}

  const char *add() {
    for (const clang::SwitchCase *one = input_.choice.getSwitchCaseList(); one; one = one->getNextSwitchCase())
      if (!llvm::isa_and_nonnull<clang::SwitchCase>(parent_past_labels(one)))
        firsts_.push_back(one);
    std::reverse(firsts_.begin(), firsts_.end()); // Clang lists the last label first
    const bool tracks_match = !has_default() && !covers_all() && !input_.body.jumped_into(input_.choice);
    const auto whole = statement_range(whole_statement(), unit_);
    if (tracks_match && (!whole || unit_.ranges.pragma_before(input_.anchor)))
      return "macro-at-its-edge";
    number_ = input_.body.number_for(input_.choice);
    for (const clang::SwitchCase *first : firsts_)
      if (const char *reason = hook(group_of(first), tracks_match); *reason)
        return reason;
    if (!tracks_match)
      return "";
    site_.edits.push_back(edit_before(*whole, emit_switch(number_), Level::loop));
    site_.edits.push_back(
        edit_after(*whole, emit_end_switch(number_, input_.guard.number, text("none", whole->end)), Level::loop));
    return "";
  }

private:
  // Returns the parent statement, skipping labels that are not part of the switch.
  const clang::Stmt *parent_past_labels(const clang::Stmt *statement) const {
    const clang::Stmt *above = input_.body.parent(statement);
    while (llvm::isa_and_nonnull<clang::LabelStmt, clang::AttributedStmt>(above))
      above = input_.body.parent(above);
    return above;
  }

  const clang::Stmt &whole_statement() const {
    const clang::Stmt *whole = &input_.choice;
    while (llvm::isa_and_nonnull<clang::AttributedStmt>(input_.body.parent(whole)))
      whole = input_.body.parent(whole);
    return *whole;
  }

  bool has_default() const {
    return std::any_of(firsts_.begin(), firsts_.end(), [](const clang::SwitchCase *first) {
      const clang::Stmt *at = first;
      while (at) {
        if (llvm::isa<clang::DefaultStmt>(at))
          return true;
        if (const auto *one = llvm::dyn_cast<clang::SwitchCase>(at))
          at = one->getSubStmt();
        else if (const auto *label = llvm::dyn_cast<clang::LabelStmt>(at))
          at = label->getSubStmt();
        else if (const auto *attributed = llvm::dyn_cast<clang::AttributedStmt>(at))
          at = attributed->getSubStmt();
        else
          return false;
      }
      return false;
    });
  }

  // Compilers treat code after such a switch as unreachable and warn.
  bool covers_all() const { return input_.choice.isAllEnumCasesCovered(); }

  LabelGroup group_of(const clang::SwitchCase *first) const {
    LabelGroup group{first, first, ""};
    for (;;) {
      if (const auto *one = llvm::dyn_cast<clang::SwitchCase>(group.marked)) {
        group.names += (group.names.empty() ? "" : ", ") + name_of(*one);
        group.marked = one->getSubStmt();
      } else if (const auto *label = llvm::dyn_cast<clang::LabelStmt>(group.marked)) {
        group.marked = label->getSubStmt();
      } else if (const auto *attributed = llvm::dyn_cast<clang::AttributedStmt>(group.marked);
                 attributed && llvm::isa<clang::SwitchCase, clang::LabelStmt>(attributed->getSubStmt())) {
        group.marked = attributed->getSubStmt(); // [[likely]] case 2:
      } else {
        return group;
      }
    }
  }

  std::string name_of(const clang::SwitchCase &one) const {
    const auto *valued = llvm::dyn_cast<clang::CaseStmt>(&one);
    if (!valued)
      return "default";
    return source_text(valued->getCaseLoc(), one.getColonLoc().getLocWithOffset(-1), unit_.ranges.sources(),
                       unit_.ast.getLangOpts(), unit_.options.redact);
  }

  SiteText text(const std::string &branch, unsigned offset) const {
    const clang::SourceManager &sources = unit_.ranges.sources();
    const unsigned line = sources.getLineNumber(sources.getFileID(input_.anchor), offset),
                   begin = sources.getExpansionLineNumber(input_.anchor);
    return {"switch " + branch, line > begin ? line - begin : 0, site_.name};
  }

  const char *hook(const LabelGroup &group, bool tracks_match) {
    if (!llvm::isa_and_nonnull<clang::CompoundStmt>(parent_past_labels(group.first)))
      return "label-without-block";
    if (!group.first->getKeywordLoc().isFileID())
      return "macro-at-its-edge";
    const clang::SourceLocation begin = statement_begin(*group.marked, unit_);
    if (begin.isInvalid())
      return "macro-at-its-edge";
    if (unit_.ranges.pragma_before(begin))
      return "pragma-before";
    // A label at the end of a block (C23) has a null statement at its colon.
    const bool is_last =
        llvm::isa<clang::NullStmt>(group.marked) && unit_.ranges.sources().getCharacterData(begin)[0] == ':';
    const unsigned offset = unit_.ranges.sources().getFileOffset(begin) + (is_last ? 1 : 0);
    const TextRange piece{offset, ~0u};
    if (allows_unmarked_fallthrough(group.marked))
      if (const auto above = unmarked_fallthrough(group.first))
        site_.edits.push_back(edit_after(*above, emit_fallthrough(), Level::body));
    const SiteText site_text = text(group.names, offset);
    site_.edits.push_back(edit_before(piece,
                                      tracks_match ? emit_case(number_, input_.guard.number, site_text)
                                                   : emit_label(input_.guard.number, site_text),
                                      Level::body));
    return "";
  }

  // GCC does not warn about falling through to a jump or to the end of the block, but would warn if a hook came first.
  static bool allows_unmarked_fallthrough(const clang::Stmt *marked) {
    while (const auto *block = llvm::dyn_cast<clang::CompoundStmt>(marked)) {
      if (block->body_empty())
        return true;
      marked = block->body_front();
    }
    const auto *leaving = llvm::dyn_cast<clang::ReturnStmt>(marked);
    return llvm::isa<clang::BreakStmt, clang::ContinueStmt, clang::GotoStmt, clang::NullStmt>(marked) ||
           (leaving && !leaving->getRetValue());
  }

  // Returns true if all paths through the statement end in a jump.
  static bool jumps(const clang::Stmt *last) {
    if (const auto *choice = llvm::dyn_cast_or_null<clang::IfStmt>(last))
      return jumps(last_of(choice->getThen())) && jumps(last_of(choice->getElse()));
    return llvm::isa_and_nonnull<clang::BreakStmt, clang::ContinueStmt, clang::GotoStmt, clang::ReturnStmt>(last);
  }
  // Returns true if a path through the statement may end in a fall-through marker: an attribute, a macro that expands
  // to nothing for Clang, or text removed by #if, each at the end of a block.
  bool may_mark_fallthrough(const clang::Stmt *last) const {
    if (const auto *label = llvm::dyn_cast_or_null<clang::SwitchCase>(last))
      return may_mark_fallthrough(label->getSubStmt());
    if (const auto *label = llvm::dyn_cast_or_null<clang::LabelStmt>(last))
      return may_mark_fallthrough(label->getSubStmt());
    if (const auto *choice = llvm::dyn_cast_or_null<clang::IfStmt>(last))
      return may_mark_fallthrough(choice->getThen()) || (choice->getElse() && may_mark_fallthrough(choice->getElse()));
    if (const auto *loop = llvm::dyn_cast_or_null<clang::DoStmt>(last))
      return does_nothing_in_macro(*last) || may_mark_fallthrough(loop->getBody());
    if (const auto *attempt = llvm::dyn_cast_or_null<clang::CXXTryStmt>(last))
      return may_mark_fallthrough(attempt->getTryBlock()) || handlers_may_mark_fallthrough(*attempt);
    if (const auto *block = llvm::dyn_cast_or_null<clang::CompoundStmt>(last))
      return block->body_empty() || hides_text_at_end(*block) || may_mark_fallthrough(block->body_back());
    return !last || llvm::isa<clang::NullStmt, clang::AttributedStmt>(last) || does_nothing_in_macro(*last);
  }
  bool handlers_may_mark_fallthrough(const clang::CXXTryStmt &attempt) const {
    for (unsigned i = 0; i < attempt.getNumHandlers(); ++i)
      if (may_mark_fallthrough(attempt.getHandler(i)->getHandlerBlock()))
        return true;
    return false;
  }
  bool hides_text_at_end(const clang::CompoundStmt &block) const {
    const auto last = statement_range(*block.body_back(), unit_);
    const clang::SourceLocation brace = block.getRBracLoc();
    return !last || !brace.isFileID() ||
           !unit_.ranges.is_blank_between(brace, last->end, unit_.ranges.sources().getFileOffset(brace));
  }
  // Recognises a macro such as  #define FALLS ((void)0)  or  do {} while (0), which may be an attribute for another
  // compiler.
  static bool does_nothing_in_macro(const clang::Stmt &statement) {
    if (!statement.getBeginLoc().isMacroID())
      return false;
    if (const auto *loop = llvm::dyn_cast<clang::DoStmt>(&statement)) {
      const auto *block = llvm::dyn_cast<clang::CompoundStmt>(loop->getBody());
      return llvm::isa<clang::NullStmt>(loop->getBody()) || (block && block->body_empty());
    }
    const auto *value = llvm::dyn_cast<clang::Expr>(&statement);
    return value && llvm::isa<clang::IntegerLiteral>(value->IgnoreParenCasts());
  }
  // Returns the last statement behind labels and inside blocks; null if there is none.
  static const clang::Stmt *last_of(const clang::Stmt *statement) {
    if (const auto *label = llvm::dyn_cast_or_null<clang::SwitchCase>(statement))
      return last_of(label->getSubStmt());
    if (const auto *label = llvm::dyn_cast_or_null<clang::LabelStmt>(statement))
      return last_of(label->getSubStmt());
    if (const auto *block = llvm::dyn_cast_or_null<clang::CompoundStmt>(statement))
      return block->body_empty() ? nullptr : last_of(block->body_back());
    return statement;
  }

  // Returns the range of the statement directly before the label, unless it jumps or may be marked already: GCC accepts
  // the attribute once, and only directly before a label.
  std::optional<TextRange> unmarked_fallthrough(const clang::SwitchCase *first) const {
    const auto *block = llvm::dyn_cast_or_null<clang::CompoundStmt>(input_.body.parent(first));
    if (!block)
      return std::nullopt;
    const auto at = std::find(block->body_begin(), block->body_end(), first);
    if (at == block->body_begin() || at == block->body_end())
      return std::nullopt;
    if (jumps(last_of(*(at - 1))) || may_mark_fallthrough(*(at - 1)))
      return std::nullopt;
    const auto range = statement_range(**(at - 1), unit_);
    const unsigned label = unit_.ranges.sources().getFileOffset(first->getKeywordLoc());
    return range && unit_.ranges.is_blank_between(input_.anchor, range->end, label) ? range : std::nullopt;
  }

  const SwitchSite &input_;
  const UnitContext &unit_;
  Site &site_;
  std::vector<const clang::SwitchCase *> firsts_;
  std::string number_;
};

} // namespace

const char *hook_switch(const SwitchSite &input, const UnitContext &unit, Site &site) {
  return SwitchHooks(input, unit, site).add();
}

} // namespace telinject::rewrite
