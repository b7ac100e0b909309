// Records declaration starts while the preprocessor runs, and checks the text between two declarations.
#include "matchers/declaration_starts.h"

#include "clang/Lex/Lexer.h"

namespace telinject::rewrite {

// The token after a ';' or '}' at brace depth 0 starts a declaration or continues one ("} name;"). Recording the latter
// is harmless, because no declaration begins there.
void DeclarationStarts::note_token(const clang::Token &token) {
  if (token.isAnnotation())
    return;
  if (at_start_)
    starts_[token.getLocation()] = last_;
  depth_ += token.is(clang::tok::l_brace) ? 1 : token.is(clang::tok::r_brace) ? -1 : 0;
  at_start_ = depth_ == 0 && token.isOneOf(clang::tok::semi, clang::tok::r_brace);
  last_ = token.getLocation();
}

bool DeclarationStarts::is_start(clang::SourceLocation first, clang::SourceLocation insertion_point) const {
  const auto start = starts_.find(first);
  if (start == starts_.end())
    return false;
  const auto [file, end] = sources_.getDecomposedLoc(insertion_point);
  clang::SourceLocation before = start->second;
  if (before.isValid())
    before = sources_.getExpansionRange(before).getEnd();
  if (before.isValid() && sources_.getFileID(before) == file) {
    const unsigned length = clang::Lexer::MeasureTokenLength(before, sources_, language_);
    return is_whole(file, sources_.getFileOffset(before) + length, false, end);
  }
  // The previous token may be in a file that includes this one, or in a file that this one includes.
  while (before.isValid() && sources_.getFileID(before) != file)
    before = sources_.getIncludeLoc(sources_.getFileID(before));
  return is_whole(file, before.isValid() ? sources_.getFileOffset(before) : 0, before.isValid(), end);
}

// Returns true if the text between directives, including text that #if removes, ends like a declaration or opens a
// block of them. Text that is empty in this configuration (END_TEST) may not be empty in another one.
bool DeclarationStarts::is_whole(clang::FileID file, unsigned begin, bool in_directive, unsigned end) const {
  const llvm::StringRef text = sources_.getBufferData(file);
  clang::Lexer lexer(sources_.getLocForStartOfFile(file), language_, text.begin(), text.begin() + begin, text.end());
  bool whole = true;
  int depth = 0; // brace depth; directives inside a function in skipped text are ignored
  clang::Token token;
  for (bool is_first = true;; is_first = false) {
    lexer.LexFromRawLexer(token);
    const unsigned at = sources_.getFileOffset(token.getLocation());
    if (token.is(clang::tok::eof) || at >= end)
      return whole;
    // The lexer reports its starting offset as the start of a line.
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

} // namespace telinject::rewrite
