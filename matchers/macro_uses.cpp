// Decides from the token stream which macro uses are empty.
#include "matchers/macro_uses.h"

#include "clang/Lex/Lexer.h"

namespace telinject::rewrite {

// Ignores uses inside the arguments of another use: their tokens belong to the outer one.
void MacroUses::note_use(clang::SourceRange range) {
  if (!range.getBegin().isFileID() || !range.getEnd().isFileID())
    return;
  const auto [file, begin] = sources_.getDecomposedLoc(range.getBegin());
  if (!open_.empty() && open_.back().file == file && begin < open_.back().range.end)
    return;
  open_.push_back({range.getBegin(), file, {begin, end_of_use(range.getEnd())}});
}

void MacroUses::resolve_open_uses(const clang::Token &token) {
  const clang::SourceLocation location = token.getLocation();
  const clang::SourceLocation producer =
      location.isMacroID() ? sources_.getExpansionLoc(location) : clang::SourceLocation();
  for (const Use &use : open_)
    if (use.location != producer)
      empty_[use.file][use.range.end] = use.range.begin;
  open_.clear();
}

// Records the outermost use and the location where the word is spelled.
void MacroUses::note_changing_use(clang::SourceLocation location) {
  for (const clang::SourceLocation at : {sources_.getExpansionLoc(location), sources_.getFileLoc(location)}) {
    const auto [file, offset] = sources_.getDecomposedLoc(at);
    changing_[file].insert(offset);
  }
}

std::optional<TextRange> MacroUses::empty_use_before(clang::FileID file, unsigned offset) const {
  const auto of_file = empty_.find(file);
  if (of_file == empty_.end())
    return std::nullopt;
  const auto after = of_file->second.upper_bound(offset);
  if (after == of_file->second.begin())
    return std::nullopt;
  const auto [end, begin] = *std::prev(after);
  return TextRange{begin, end};
}

bool MacroUses::changes_when_repeated(clang::SourceLocation begin, clang::SourceLocation end) const {
  const auto [file, first] = sources_.getDecomposedLoc(sources_.getExpansionLoc(begin));
  const auto of_file = changing_.find(file);
  if (of_file == changing_.end())
    return false;
  const auto use = of_file->second.lower_bound(first);
  return use != of_file->second.end() && *use <= sources_.getFileOffset(sources_.getExpansionRange(end).getEnd());
}

unsigned MacroUses::end_of_use(clang::SourceLocation location) const {
  const clang::SourceLocation last = sources_.getExpansionRange(location).getEnd();
  return sources_.getFileOffset(last) + clang::Lexer::MeasureTokenLength(last, sources_, language_);
}

} // namespace telinject::rewrite
