// A lexical scanner for comments, literals, identifiers, numbers and punctuation.
#include "tool/source/scan.h"

namespace telinject::rewrite {
namespace {

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' ||
         static_cast<unsigned char>(c) >= 0x80;
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

class Scanner {
public:
  explicit Scanner(std::string_view text) : text_(text) {}

  std::vector<ScanToken> run() {
    if (text_.substr(0, 3) == "\xEF\xBB\xBF")
      add(TokenKind::space, 3);
    while (at_ < text_.size())
      step();
    return std::move(tokens_);
  }

private:
  char peek(size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }

  void add(TokenKind kind, size_t length) {
    if (kind == TokenKind::space && !tokens_.empty() && tokens_.back().kind == TokenKind::space)
      tokens_.back().length += length;
    else
      tokens_.push_back({kind, at_, length});
    at_ += length;
  }

  // Returns the length of the newline at this offset; 0 if there is none.
  size_t newline_at(size_t at) const {
    if (at >= text_.size())
      return 0;
    if (text_[at] == '\n')
      return 1;
    if (text_[at] == '\r')
      return at + 1 < text_.size() && text_[at + 1] == '\n' ? 2 : 1;
    return 0;
  }

  void step() {
    const char c = peek();
    if (const size_t n = newline_at(at_))
      return add(TokenKind::newline, n);
    if (c == '\\' && newline_at(at_ + 1))
      return add(TokenKind::space, 1 + newline_at(at_ + 1));
    if (c == ' ' || c == '\t' || c == '\v' || c == '\f')
      return add(TokenKind::space, 1);
    if (c == '/' && peek(1) == '/')
      return add(TokenKind::line_comment, line_comment_end() - at_);
    if (c == '/' && peek(1) == '*')
      return add(TokenKind::block_comment, block_comment_end() - at_);
    if (c == '"' || c == '\'')
      return add(TokenKind::literal, quoted_end(at_) - at_);
    if (is_digit(c) || (c == '.' && is_digit(peek(1))))
      return add(TokenKind::number, number_end() - at_);
    if (is_letter(c))
      return word();
    add(TokenKind::punctuation, 1);
  }

  size_t line_comment_end() const {
    size_t end = at_;
    while (end < text_.size() && !newline_at(end)) {
      if (text_[end] == '\\' && newline_at(end + 1))
        end += newline_at(end + 1);
      ++end;
    }
    return end < text_.size() ? end : text_.size();
  }

  size_t block_comment_end() const {
    const size_t end = text_.find("*/", at_ + 2);
    return end == std::string_view::npos ? text_.size() : end + 2;
  }

  // An unterminated literal ends with its line, as it does for a compiler in skipped text ("don't").
  size_t quoted_end(size_t begin) const {
    const char quote = text_[begin];
    for (size_t end = begin + 1; end < text_.size(); ++end) {
      if (newline_at(end))
        return end;
      if (text_[end] == '\\' && end + 1 < text_.size()) {
        const size_t n = newline_at(end + 1);
        end += n ? n : 1;
      } else if (text_[end] == quote) {
        return end + 1;
      }
    }
    return text_.size();
  }

  size_t number_end() const {
    size_t end = at_ + 1;
    while (end < text_.size()) {
      const char c = text_[end], before = text_[end - 1];
      const bool exponent_sign =
          (c == '+' || c == '-') && (before == 'e' || before == 'E' || before == 'p' || before == 'P');
      const bool separator =
          c == '\'' && end + 1 < text_.size() && (is_letter(text_[end + 1]) || is_digit(text_[end + 1]));
      if (!is_letter(c) && !is_digit(c) && c != '.' && !exponent_sign && !separator)
        break;
      ++end;
    }
    return end;
  }

  size_t raw_string_end(size_t quote) const {
    const size_t open = text_.find('(', quote);
    if (open == std::string_view::npos || open - quote > 17)
      return quoted_end(quote);
    const std::string_view delimiter = text_.substr(quote + 1, open - quote - 1);
    for (size_t close = text_.find(')', open); close != std::string_view::npos; close = text_.find(')', close + 1)) {
      if (text_.substr(close + 1, delimiter.size()) != delimiter)
        continue;
      const size_t end = close + 1 + delimiter.size();
      if (end < text_.size() && text_[end] == '"')
        return end + 1;
    }
    return text_.size();
  }

  void word() {
    size_t end = at_;
    while (end < text_.size() && (is_letter(text_[end]) || is_digit(text_[end])))
      ++end;
    const std::string_view name = text_.substr(at_, end - at_);
    const char next = end < text_.size() ? text_[end] : '\0';
    if (next == '"' && (name == "R" || name == "LR" || name == "uR" || name == "UR" || name == "u8R"))
      return add(TokenKind::literal, raw_string_end(end) - at_);
    if ((next == '"' || next == '\'') && (name == "L" || name == "u" || name == "U" || name == "u8"))
      return add(TokenKind::literal, quoted_end(end) - at_);
    add(TokenKind::identifier, end - at_);
  }

  std::string_view text_;
  size_t at_ = 0;
  std::vector<ScanToken> tokens_;
};

} // namespace

std::vector<ScanToken> scan(std::string_view text) {
  return Scanner(text).run();
}

} // namespace telinject::rewrite
