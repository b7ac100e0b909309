// Computes text ranges from AST locations and the tokens that follow them.
#include "matchers/statement_ranges.h"

#include "matchers/macro_arguments.h"

#include "clang/AST/StmtCXX.h"
#include "clang/AST/StmtOpenMP.h"
#include "clang/Lex/Lexer.h"

namespace telinject::rewrite {
namespace {

const clang::SourceManager &sources_of(const UnitContext &unit) {
  return unit.ranges.sources();
}

// Returns the nested statement that ends with the same token as `statement`.
const clang::Stmt *last_part(const clang::Stmt *statement) {
  for (;;) {
    const clang::Stmt *next = nullptr;
    if (const auto *branch = llvm::dyn_cast<clang::IfStmt>(statement))
      next = branch->getElse() ? branch->getElse() : branch->getThen();
    else if (const auto *loop = llvm::dyn_cast<clang::ForStmt>(statement))
      next = loop->getBody();
    else if (const auto *loop_while = llvm::dyn_cast<clang::WhileStmt>(statement))
      next = loop_while->getBody();
    else if (const auto *loop_range = llvm::dyn_cast<clang::CXXForRangeStmt>(statement))
      next = loop_range->getBody();
    else if (const auto *choice = llvm::dyn_cast<clang::SwitchStmt>(statement))
      next = choice->getBody();
    else if (const auto *label = llvm::dyn_cast<clang::LabelStmt>(statement))
      next = label->getSubStmt();
    else if (const auto *one = llvm::dyn_cast<clang::SwitchCase>(statement))
      next = one->getSubStmt();
    else if (const auto *attributed = llvm::dyn_cast<clang::AttributedStmt>(statement))
      next = attributed->getSubStmt();
    else if (const auto *attempt = llvm::dyn_cast<clang::CXXTryStmt>(statement))
      next = attempt->getHandler(attempt->getNumHandlers() - 1)->getHandlerBlock();
    else
      return statement;
    if (!next)
      return nullptr;
    statement = next;
  }
}

unsigned end_of_token(clang::SourceLocation location, const UnitContext &unit) {
  return sources_of(unit).getFileOffset(location) +
         clang::Lexer::MeasureTokenLength(location, sources_of(unit), unit.ast.getLangOpts());
}

// Returns the last token of the statement, including its ';'.
std::optional<clang::SourceLocation> last_token(const clang::Stmt &statement, const UnitContext &unit) {
  const clang::Stmt *last = last_part(&statement);
  if (!last || llvm::isa<clang::OMPExecutableDirective, clang::MSAsmStmt>(last))
    return std::nullopt;
  clang::SourceLocation end;
  bool ends_itself = true;
  if (const auto *block = llvm::dyn_cast<clang::CompoundStmt>(last))
    end = block->getRBracLoc();
  else if (const auto *empty = llvm::dyn_cast<clang::NullStmt>(last))
    end = empty->getSemiLoc();
  else if (llvm::isa<clang::DeclStmt>(last))
    end = last->getEndLoc();
  else {
    end = last->getEndLoc();
    ends_itself = false;
  }
  const clang::SourceLocation written = end;
  end = file_last(end, unit);
  if (end.isInvalid()) {
    const auto use = unit.ranges.end_of_use_after(written);
    if (!use)
      return std::nullopt;
    // The token after "{ … };" is an empty statement, or ends this statement in another configuration.
    const auto next = unit.ranges.token_after(*use);
    return next && next->is_semicolon ? next->location : *use;
  }
  if (ends_itself) {
    // The last token of a declaration is its ';' if Clang records it.
    if (llvm::isa<clang::DeclStmt>(last) && sources_of(unit).getCharacterData(end)[0] != ';')
      return std::nullopt;
    return end;
  }
  const auto next = unit.ranges.token_after(end);
  if (!next || !next->is_semicolon)
    return std::nullopt;
  return next->location;
}

} // namespace

clang::SourceLocation file_begin(clang::SourceLocation location, const UnitContext &unit) {
  if (location.isInvalid() || location.isFileID())
    return location;
  clang::SourceLocation begin;
  if (!clang::Lexer::isAtStartOfMacroExpansion(location, sources_of(unit), unit.ast.getLangOpts(), &begin))
    return {};
  return begin.isFileID() ? begin : clang::SourceLocation();
}

clang::SourceLocation file_last(clang::SourceLocation location, const UnitContext &unit) {
  if (location.isInvalid() || location.isFileID())
    return location;
  clang::SourceLocation end;
  if (!clang::Lexer::isAtEndOfMacroExpansion(location, sources_of(unit), unit.ast.getLangOpts(), &end))
    return {};
  return end.isFileID() ? end : clang::SourceLocation();
}

clang::SourceLocation statement_begin(const clang::Stmt &statement, const UnitContext &unit) {
  const clang::SourceLocation begin = file_begin(statement.getBeginLoc(), unit);
  const auto *empty = llvm::dyn_cast<clang::NullStmt>(&statement);
  return begin.isValid() && empty && empty->hasLeadingEmptyMacro() ? unit.ranges.before_empty_macros(begin) : begin;
}

std::optional<TextRange> statement_range(const clang::Stmt &statement, const UnitContext &unit) {
  const clang::SourceLocation begin = statement_begin(statement, unit);
  if (begin.isInvalid())
    return std::nullopt;
  const auto last = last_token(statement, unit);
  if (!last || !unit.ranges.same_region(begin, *last))
    return std::nullopt;
  const TextRange range{sources_of(unit).getFileOffset(begin), end_of_token(*last, unit)};
  if (range.begin >= range.end)
    return std::nullopt;
  return range;
}

std::optional<TextRange> expression_range(const clang::Expr &expression, const UnitContext &unit) {
  clang::SourceLocation begin = file_begin(expression.getBeginLoc(), unit);
  clang::SourceLocation last = file_last(expression.getEndLoc(), unit);
  if ((begin.isInvalid() || last.isInvalid()) && is_in_plain_argument(expression.getBeginLoc(), expression.getEndLoc(),
                                                                      sources_of(unit), unit.ast.getLangOpts())) {
    begin = in_plain_argument(expression.getBeginLoc(), sources_of(unit), unit.ast.getLangOpts());
    last = in_plain_argument(expression.getEndLoc(), sources_of(unit), unit.ast.getLangOpts());
  }
  if (begin.isInvalid() || last.isInvalid() || !unit.ranges.same_region(begin, last))
    return std::nullopt;
  const TextRange range{sources_of(unit).getFileOffset(begin), end_of_token(last, unit)};
  if (range.begin >= range.end)
    return std::nullopt;
  return range;
}

std::optional<unsigned> block_head(const clang::CompoundStmt &block, const UnitContext &unit) {
  const clang::SourceLocation brace = block.getLBracLoc();
  if (!brace.isFileID())
    return std::nullopt;
  unsigned offset = end_of_token(brace, unit);
  for (const clang::Stmt *statement : block.body()) {
    const auto *declaration = llvm::dyn_cast<clang::DeclStmt>(statement);
    if (!declaration || !llvm::isa<clang::LabelDecl>(*declaration->decl_begin()))
      break;
    offset = end_of_token(sources_of(unit).getFileLoc(declaration->getEndLoc()), unit);
  }
  return unit.ranges.offset_after_head_pragmas(brace, offset);
}

// Uses a declaration if a declaration may follow.
Form form_at_head(const clang::CompoundStmt &block, const UnitContext &unit) {
  if (unit.ast.getLangOpts().CPlusPlus)
    return Form::statement;
  const bool declares = !block.body_empty() && llvm::isa<clang::DeclStmt>(block.body_front());
  const bool unsure = unit.ranges.conditional_between(
      block.getLBracLoc(), block.body_empty() ? block.getRBracLoc() : block.body_front()->getBeginLoc());
  return declares || unsure ? Form::declaration : Form::statement;
}

bool has_brace(TextRange piece, clang::SourceLocation in_file, const UnitContext &unit) {
  const llvm::StringRef text =
      sources_of(unit).getBufferData(sources_of(unit).getFileID(sources_of(unit).getFileLoc(in_file)));
  const llvm::StringRef part = text.slice(piece.begin, piece.end);
  return part.contains('{') || part.contains("<%");
}

bool is_discarded(const clang::Expr &expression, const Body &body) {
  const clang::Stmt *child = &expression;
  const clang::Stmt *parent = body.parent(child);
  // Skips cleanups, labels and attributes.
  while (parent &&
         llvm::isa<clang::ExprWithCleanups, clang::LabelStmt, clang::SwitchCase, clang::AttributedStmt>(parent)) {
    child = parent;
    parent = body.parent(child);
  }
  if (!parent)
    return false;
  if (const auto *block = llvm::dyn_cast<clang::CompoundStmt>(parent))
    return !llvm::isa_and_nonnull<clang::StmtExpr>(body.parent(block)) || block->body_back() != child;
  if (const auto *loop = llvm::dyn_cast<clang::ForStmt>(parent))
    return child == loop->getInit() || child == loop->getInc() || child == loop->getBody();
  if (const auto *branch = llvm::dyn_cast<clang::IfStmt>(parent))
    return child == branch->getThen() || child == branch->getElse();
  if (const auto *loop_while = llvm::dyn_cast<clang::WhileStmt>(parent))
    return child == loop_while->getBody();
  if (const auto *loop_do = llvm::dyn_cast<clang::DoStmt>(parent))
    return child == loop_do->getBody();
  if (const auto *loop_range = llvm::dyn_cast<clang::CXXForRangeStmt>(parent))
    return child == loop_range->getBody();
  return false;
}

} // namespace telinject::rewrite
