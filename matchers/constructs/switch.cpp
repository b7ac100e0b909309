// A switch: hooked behind its labels, before the first statement that they mark.
//
//   switch (c) { case 1: case 2: f(); break; default: g(); }
// becomes, on the same line,
//   switch (c) { case 1: case 2: TELINJECT_LABEL(1, "switch case 1, case 2", "c") f(); break; default:
//   TELINJECT_LABEL(1, "switch default", "c") g(); }
//
// Between two labels, or between a comment that tells of a fall-through and its label, nothing may stand.  Where no
// label need match, a variable around the switch notes whether one did.
#include "matchers/constructs/switch.h"

#include "matchers/emit.h"
#include "matchers/source_text.h"
#include "matchers/statement_ranges.h"

#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"

#include <algorithm>

namespace telinject {
namespace {

struct LabelGroup {
  const clang::SwitchCase *first;
  const clang::Stmt *marked; // what comes behind all of its labels
  std::string names;         // "case 1, case 2"
};

class SwitchHooks {
public:
  SwitchHooks(const SwitchSite &what, const UnitContext &unit, Site &site) : what_(what), unit_(unit), site_(site) {}

  const char *add() {
    for (const clang::SwitchCase *one = what_.choice.getSwitchCaseList(); one; one = one->getNextSwitchCase())
      if (!llvm::isa_and_nonnull<clang::SwitchCase>(above_plain_labels(one)))
        firsts_.push_back(one);
    std::reverse(firsts_.begin(), firsts_.end()); // the list begins with the last
    const bool notes = !has_default() && !covers_all() && !what_.body.jumped_into(what_.choice);
    const auto whole = statement_range(whole_statement(), unit_);
    if (notes && (!whole || unit_.ranges.pragma_before(what_.anchor)))
      return "macro-at-its-edge";
    number_ = what_.body.number_for(what_.choice);
    for (const clang::SwitchCase *first : firsts_)
      if (const char *reason = hook(group_of(first), notes); *reason)
        return reason;
    if (!notes)
      return "";
    site_.edits.push_back(edit_before(*whole, emit_switch(number_), Level::loop));
    site_.edits.push_back(
        edit_after(*whole, emit_no_case(number_, what_.around.number, text("none", whole->end)), Level::loop));
    return "";
  }

private:
  // The statement around, past labels that are not the switch's.
  const clang::Stmt *above_plain_labels(const clang::Stmt *statement) const {
    const clang::Stmt *above = what_.body.parent(statement);
    while (llvm::isa_and_nonnull<clang::LabelStmt, clang::AttributedStmt>(above))
      above = what_.body.parent(above);
    return above;
  }

  const clang::Stmt &whole_statement() const {
    const clang::Stmt *whole = &what_.choice;
    while (llvm::isa_and_nonnull<clang::AttributedStmt>(what_.body.parent(whole)))
      whole = what_.body.parent(whole);
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

  // Compilers take what follows such a switch for unreachable, and warn.
  bool covers_all() const { return what_.choice.isAllEnumCasesCovered(); }

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
    const unsigned here = sources.getLineNumber(sources.getFileID(what_.anchor), offset),
                   begin = sources.getExpansionLineNumber(what_.anchor);
    return {"switch " + branch, here > begin ? here - begin : 0, site_.name};
  }

  const char *hook(const LabelGroup &group, bool notes) {
    if (!llvm::isa_and_nonnull<clang::CompoundStmt>(above_plain_labels(group.first)))
      return "label-without-block";
    if (!group.first->getKeywordLoc().isFileID())
      return "macro-at-its-edge";
    const clang::SourceLocation begin = statement_begin(*group.marked, unit_);
    if (begin.isInvalid())
      return "macro-at-its-edge";
    if (unit_.ranges.pragma_before(begin))
      return "pragma-before";
    // A label at the end of its block (C23) marks nothing: what stands for it is its colon.
    const bool is_last =
        llvm::isa<clang::NullStmt>(group.marked) && unit_.ranges.sources().getCharacterData(begin)[0] == ':';
    const unsigned offset = unit_.ranges.sources().getFileOffset(begin) + (is_last ? 1 : 0);
    const TextRange piece{offset, ~0u};
    if (is_quiet_when_fallen_into(group.marked))
      if (const auto above = falls_into(group.first))
        site_.edits.push_back(edit_after(*above, emit_falls(), Level::body));
    const SiteText told = text(group.names, offset);
    site_.edits.push_back(edit_before(
        piece, notes ? emit_case(number_, what_.around.number, told) : emit_label(what_.around.number, told),
        Level::body));
    return "";
  }

  // GCC does not warn of a fall-through into a mere jump, nor into the end; with a hook before it, it would.
  static bool is_quiet_when_fallen_into(const clang::Stmt *marked) {
    while (const auto *block = llvm::dyn_cast<clang::CompoundStmt>(marked)) {
      if (block->body_empty())
        return true;
      marked = block->body_front();
    }
    const auto *leaving = llvm::dyn_cast<clang::ReturnStmt>(marked);
    return llvm::isa<clang::BreakStmt, clang::ContinueStmt, clang::GotoStmt, clang::NullStmt>(marked) ||
           (leaving && !leaving->getRetValue());
  }

  // Does every way through the statement end in a jump?
  static bool jumps(const clang::Stmt *last) {
    if (const auto *choice = llvm::dyn_cast_or_null<clang::IfStmt>(last))
      return jumps(last_of(choice->getThen())) && jumps(last_of(choice->getElse()));
    return llvm::isa_and_nonnull<clang::BreakStmt, clang::ContinueStmt, clang::GotoStmt, clang::ReturnStmt>(last);
  }
  // May a way through the statement end in words that it falls?  Those stand last in a block: an attribute, a macro
  // that is empty or does nothing as Clang sees it, or text that #if takes out.
  bool may_say_so(const clang::Stmt *last) const {
    if (const auto *label = llvm::dyn_cast_or_null<clang::SwitchCase>(last))
      return may_say_so(label->getSubStmt());
    if (const auto *label = llvm::dyn_cast_or_null<clang::LabelStmt>(last))
      return may_say_so(label->getSubStmt());
    if (const auto *choice = llvm::dyn_cast_or_null<clang::IfStmt>(last))
      return may_say_so(choice->getThen()) || (choice->getElse() && may_say_so(choice->getElse()));
    if (const auto *loop = llvm::dyn_cast_or_null<clang::DoStmt>(last))
      return does_nothing_in_macro(*last) || may_say_so(loop->getBody());
    if (const auto *attempt = llvm::dyn_cast_or_null<clang::CXXTryStmt>(last))
      return may_say_so(attempt->getTryBlock()) || handlers_may_say_so(*attempt);
    if (const auto *block = llvm::dyn_cast_or_null<clang::CompoundStmt>(last))
      return block->body_empty() || hides_text_at_end(*block) || may_say_so(block->body_back());
    return !last || llvm::isa<clang::NullStmt, clang::AttributedStmt>(last) || does_nothing_in_macro(*last);
  }
  bool handlers_may_say_so(const clang::CXXTryStmt &attempt) const {
    for (unsigned i = 0; i < attempt.getNumHandlers(); ++i)
      if (may_say_so(attempt.getHandler(i)->getHandlerBlock()))
        return true;
    return false;
  }
  bool hides_text_at_end(const clang::CompoundStmt &block) const {
    const auto last = statement_range(*block.body_back(), unit_);
    const clang::SourceLocation brace = block.getRBracLoc();
    return !last || !brace.isFileID() ||
           !unit_.ranges.nothing_between(brace, last->end, unit_.ranges.sources().getFileOffset(brace));
  }
  // FALLS; with  #define FALLS ((void)0)  or  do {} while (0), which another compiler sees as an attribute.
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
  // What a statement ends with, behind labels and inside of blocks; null where there is nothing.
  static const clang::Stmt *last_of(const clang::Stmt *statement) {
    if (const auto *label = llvm::dyn_cast_or_null<clang::SwitchCase>(statement))
      return last_of(label->getSubStmt());
    if (const auto *label = llvm::dyn_cast_or_null<clang::LabelStmt>(statement))
      return last_of(label->getSubStmt());
    if (const auto *block = llvm::dyn_cast_or_null<clang::CompoundStmt>(statement))
      return block->body_empty() ? nullptr : last_of(block->body_back());
    return statement;
  }

  // The statement right before the label, where it is not one that jumps or may say that it falls: GCC takes the
  // attribute once, and only right before a label.
  std::optional<TextRange> falls_into(const clang::SwitchCase *first) const {
    const auto *block = llvm::dyn_cast_or_null<clang::CompoundStmt>(what_.body.parent(first));
    if (!block)
      return std::nullopt;
    const auto at = std::find(block->body_begin(), block->body_end(), first);
    if (at == block->body_begin() || at == block->body_end())
      return std::nullopt;
    if (jumps(last_of(*(at - 1))) || may_say_so(*(at - 1)))
      return std::nullopt;
    const auto range = statement_range(**(at - 1), unit_);
    const unsigned label = unit_.ranges.sources().getFileOffset(first->getKeywordLoc());
    return range && unit_.ranges.nothing_between(what_.anchor, range->end, label) ? range : std::nullopt;
  }

  const SwitchSite &what_;
  const UnitContext &unit_;
  Site &site_;
  std::vector<const clang::SwitchCase *> firsts_;
  std::string number_;
};

} // namespace

const char *hook_switch(const SwitchSite &what, const UnitContext &unit, Site &site) {
  return SwitchHooks(what, unit, site).add();
}

} // namespace telinject
