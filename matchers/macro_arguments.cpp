// Reads the definition of the macro, which Clang's locations lead to: see macro_arguments.h.
#include "matchers/macro_arguments.h"

#include "clang/Lex/Lexer.h"

#include "llvm/ADT/SmallVector.h"

namespace telinject::rewrite {
namespace {

// Returns the offset of the first character of the directive's line; a line that ends with a backslash goes on.
unsigned begin_of_directive(llvm::StringRef text, unsigned offset) {
  for (;;) {
    const std::size_t newline = text.take_front(offset).rfind('\n');
    if (newline == llvm::StringRef::npos)
      return 0;
    const llvm::StringRef line = text.take_front(newline).rtrim('\r');
    if (!line.ends_with("\\"))
      return static_cast<unsigned>(newline + 1);
    offset = static_cast<unsigned>(newline);
  }
}

// Returns true if the token at this offset is the only one of its name in the replacement of a macro, and no # or ## is
// beside it. False where the text is not understood.
bool is_only_use(clang::FileID file, unsigned offset, const clang::SourceManager &sources,
                 const clang::LangOptions &language) {
  const llvm::StringRef text = sources.getBufferData(file);
  const unsigned begin = begin_of_directive(text, offset);
  clang::Lexer lexer(sources.getLocForStartOfFile(file), language, text.begin(), text.begin() + begin, text.end());
  llvm::SmallVector<clang::Token, 32> tokens;
  clang::Token token;
  lexer.LexFromRawLexer(token);
  while (token.isNot(clang::tok::eof) && (tokens.empty() || !token.isAtStartOfLine())) {
    tokens.push_back(token);
    lexer.LexFromRawLexer(token);
  }
  const auto is_word = [&tokens](std::size_t at, llvm::StringRef word) {
    return at < tokens.size() && tokens[at].is(clang::tok::raw_identifier) && tokens[at].getRawIdentifier() == word;
  };
  // # define NAME ( PARAMETER , … )
  if (tokens.size() < 5 || tokens[0].isNot(clang::tok::hash) || !is_word(1, "define") ||
      tokens[3].isNot(clang::tok::l_paren))
    return false;
  std::size_t at = 4;
  while (at < tokens.size() && tokens[at].isNot(clang::tok::r_paren)) {
    if (tokens[at++].is(clang::tok::ellipsis))
      return false;
  }
  const auto is_operator = [&tokens](std::size_t index) {
    return index < tokens.size() && tokens[index].isOneOf(clang::tok::hash, clang::tok::hashat, clang::tok::hashhash);
  };
  llvm::StringRef name;
  for (std::size_t i = at; i < tokens.size(); ++i)
    if (sources.getFileOffset(tokens[i].getLocation()) == offset && tokens[i].is(clang::tok::raw_identifier) &&
        !is_operator(i - 1) && !is_operator(i + 1))
      name = tokens[i].getRawIdentifier();
  unsigned uses = 0;
  for (; at < tokens.size(); ++at)
    uses += is_word(at, name) ? 1 : 0;
  return !name.empty() && uses == 1;
}

} // namespace

clang::SourceLocation in_plain_argument(clang::SourceLocation location, const clang::SourceManager &sources,
                                        const clang::LangOptions &language) {
  if (!location.isMacroID() || !sources.isMacroArgExpansion(location))
    return {};
  const clang::SourceLocation written = sources.getImmediateSpellingLoc(location);
  const clang::SourceLocation parameter = sources.getImmediateExpansionRange(location).getBegin();
  if (!written.isFileID() || !parameter.isMacroID() ||
      !sources.getImmediateExpansionRange(parameter).getBegin().isFileID())
    return {};
  const clang::SourceLocation in_macro = sources.getImmediateSpellingLoc(parameter);
  if (!in_macro.isFileID())
    return {};
  const auto [file, offset] = sources.getDecomposedLoc(in_macro);
  return is_only_use(file, offset, sources, language) ? written : clang::SourceLocation();
}

// Clang splits a long argument into several ranges of locations; they share the parameter that is replaced.
bool is_in_plain_argument(clang::SourceLocation begin, clang::SourceLocation last, const clang::SourceManager &sources,
                          const clang::LangOptions &language) {
  return in_plain_argument(begin, sources, language).isValid() &&
         in_plain_argument(last, sources, language).isValid() &&
         sources.getImmediateExpansionRange(begin).getBegin() == sources.getImmediateExpansionRange(last).getBegin();
}

} // namespace telinject::rewrite
