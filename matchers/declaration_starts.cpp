#include "matchers/declaration_starts.h"

#include "clang/Lex/Lexer.h"

namespace telinject {

// What follows a ';' or '}' outside of all braces is the first token of a declaration, or goes on with one ("} name;"),
// which does no harm: no declaration begins there.
void DeclarationStarts::note_token(const clang::Token &token) {
  if (token.isAnnotation())
    return;
  if (at_start_)
    starts_[token.getLocation()] = last_;
  depth_ += token.is(clang::tok::l_brace) ? 1 : token.is(clang::tok::r_brace) ? -1 : 0;
  at_start_ = depth_ == 0 && token.isOneOf(clang::tok::semi, clang::tok::r_brace);
  last_ = token.getLocation();
}

bool DeclarationStarts::is_start(clang::SourceLocation first, clang::SourceLocation place) const {
  const auto start = starts_.find(first);
  if (start == starts_.end())
    return false;
  const auto [file, end] = sources_.getDecomposedLoc(place);
  clang::SourceLocation before = start->second;
  if (before.isValid())
    before = sources_.getExpansionRange(before).getEnd();
  if (before.isValid() && sources_.getFileID(before) == file) {
    const unsigned length = clang::Lexer::MeasureTokenLength(before, sources_, language_);
    return is_whole(file, sources_.getFileOffset(before) + length, false, end);
  }
  // The token before stands in a file that this one includes, or the other way round.
  while (before.isValid() && sources_.getFileID(before) != file)
    before = sources_.getIncludeLoc(sources_.getFileID(before));
  return is_whole(file, before.isValid() ? sources_.getFileOffset(before) : 0, before.isValid(), end);
}

// Does each piece of the text between directives, also what #if takes out, end like a declaration, or open a block of
// them?  What is empty in this configuration (END_TEST) need not be so in another one.
bool DeclarationStarts::is_whole(clang::FileID file, unsigned begin, bool in_directive, unsigned end) const {
  const llvm::StringRef text = sources_.getBufferData(file);
  clang::Lexer lexer(sources_.getLocForStartOfFile(file), language_, text.begin(), text.begin() + begin, text.end());
  bool whole = true;
  int depth = 0; // of braces, in text that #if takes out: directives inside of a function there mean nothing here
  clang::Token token;
  for (bool is_first = true;; is_first = false) {
    lexer.LexFromRawLexer(token);
    const unsigned at = sources_.getFileOffset(token.getLocation());
    if (token.is(clang::tok::eof) || at >= end)
      return whole;
    // The lexer takes the place where it begins for the start of a line.
    const bool is_after_token = is_first && begin != 0 && !text.slice(begin, at).contains('\n');
    if (token.isAtStartOfLine() && !is_after_token) {
      in_directive = token.is(clang::tok::hash);
      if (in_directive && !whole && depth <= 0)
        return false;
    }
    if (in_directive)
      continue;
    depth += token.is(clang::tok::l_brace) ? 1 : token.is(clang::tok::r_brace) ? -1 : 0;
    whole = token.isOneOf(clang::tok::semi, clang::tok::r_brace, clang::tok::l_brace);
  }
}

} // namespace telinject
