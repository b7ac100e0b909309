// Lexes a piece of source text and writes it as one line or as a string literal.
#include "matchers/source_text.h"

#include "matchers/secrets.h"

#include "clang/Lex/Lexer.h"

namespace telinject::rewrite {
namespace {

constexpr size_t kMaxTokens = 400;

} // namespace

std::string source_text(clang::SourceLocation begin, clang::SourceLocation last, const clang::SourceManager &sources,
                        const clang::LangOptions &language, const std::vector<std::string> &redact) {
  if (begin.isInvalid() || last.isInvalid())
    return "";
  const clang::SourceLocation from = sources.getExpansionRange(begin).getBegin();
  const clang::SourceLocation to = sources.getExpansionRange(last).getEnd();
  const auto [file, first] = sources.getDecomposedLoc(from);
  const auto [last_file, end] = sources.getDecomposedLoc(to);
  if (file != last_file || end < first)
    return "";
  const llvm::StringRef buffer = sources.getBufferData(file);
  clang::Lexer lexer(sources.getLocForStartOfFile(file), language, buffer.begin(), buffer.begin() + first,
                     buffer.end());
  struct Word {
    std::string text;
    bool is_string, is_number;
  };
  std::vector<Word> words;
  std::vector<bool> spaced;
  bool hides_strings = false, hides_numbers = false;
  clang::Token token;
  while (words.size() < kMaxTokens) {
    lexer.LexFromRawLexer(token);
    if (token.is(clang::tok::eof) || sources.getFileOffset(token.getLocation()) > end)
      break;
    const std::string word = clang::Lexer::getSpelling(token, sources, language);
    const bool is_string = clang::tok::isStringLiteral(token.getKind());
    if (token.is(clang::tok::raw_identifier)) {
      hides_strings |= looks_secret(word, redact);
      hides_numbers |= looks_secret_number(word, redact);
    }
    words.push_back(
        {is_string ? without_secrets(word) : word, is_string, !is_string && clang::tok::isLiteral(token.getKind())});
    spaced.push_back(token.hasLeadingSpace() || token.isAtStartOfLine());
  }
  std::string text;
  for (size_t i = 0; i < words.size(); ++i) {
    if (i != 0 && spaced[i])
      text += ' ';
    const bool is_hidden = (words[i].is_string && hides_strings) || (words[i].is_number && hides_numbers);
    text += is_hidden ? "[REDACTED]" : words[i].text;
  }
  for (char &c : text)
    if (c == '\n' || c == '\r' || c == '\t')
      c = ' ';
  return text;
}

std::string as_literal(const std::string &text, size_t max_bytes) {
  static const char digits[] = "01234567";
  std::string literal = "\"";
  const bool cut = text.size() > max_bytes;
  size_t end = cut ? max_bytes : text.size();
  while (cut && end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80)
    --end;
  for (size_t i = 0; i < end; ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c == '"' || c == '\\') {
      literal += '\\';
      literal += text[i];
    } else if (c == '?' && i != 0 && text[i - 1] == '?') {
      literal += "\\?"; // prevents a trigraph
    } else if (c < 0x20 || c >= 0x7f) {
      literal += '\\';
      literal += digits[c >> 6];
      literal += digits[c >> 3 & 7];
      literal += digits[c & 7];
    } else {
      literal += text[i];
    }
  }
  return literal + (cut ? "...\"" : "\"");
}

} // namespace telinject::rewrite
