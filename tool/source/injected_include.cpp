// Finds inserted #include directives in the token list.
#include "tool/source/injected_include.h"

#include "tool/source/insertions.h"
#include "tool/source/strip.h"

#include <algorithm>
#include <optional>
#include <string>

namespace telinject::rewrite {
namespace {

constexpr std::string_view kHeader = "telinject/telinject.h";

class IncludeFinder {
public:
  IncludeFinder(std::string_view text, const std::vector<ScanToken> &tokens) : text_(text), tokens_(tokens) {}

  FoundIncludes run() {
    FoundIncludes found;
    const size_t top = next_line_of_code(0);
    for (size_t i = 0; i < tokens_.size(); ++i) {
      if (word(i) != "#" || !begins_line(i) || (!found.cuts.empty() && at(i) < found.cuts.back().end))
        continue;
      auto cut = as_written(i, top);
      if (!cut)
        cut = reformatted(i, top, found.cuts.empty() ? 0 : found.cuts.back().end);
      if (!cut)
        continue;
      found.cuts.push_back(*cut);
      found.any = true;
    }
    return found;
  }

  std::vector<Cut> remaining_includes(bool has_marked) const {
    std::vector<Cut> cuts;
    if (const size_t top = next_line_of_code(0); is_restart(top))
      cuts.push_back({line_begin(top), after_line(top)});
    for (size_t i = 0; i < tokens_.size() && !has_marked; ++i)
      if (word(i) == "#" && begins_line(i))
        if (const auto behind = header_end(i)) {
          cuts.push_back({line_begin(i), at(*behind)});
          break;
        }
    return cuts;
  }

private:
  std::string_view word(size_t i) const { return i < tokens_.size() ? word_of(text_, tokens_[i]) : ""; }
  TokenKind kind(size_t i) const { return i < tokens_.size() ? tokens_[i].kind : TokenKind::newline; }
  size_t at(size_t i) const { return i < tokens_.size() ? tokens_[i].offset : text_.size(); }

  bool begins_line(size_t i) const {
    while (i > 0 && kind(i - 1) != TokenKind::newline)
      if (kind(--i) > TokenKind::block_comment)
        return false;
    return true;
  }

  size_t skip_blanks(size_t i) const { return i < tokens_.size() && kind(i) == TokenKind::space ? i + 1 : i; }

  // Returns the first token from i on that is neither white space nor a newline.
  size_t next_line_of_code(size_t i) const {
    while (i < tokens_.size() && kind(i) <= TokenKind::newline)
      ++i;
    return i;
  }

  // Returns the offset where the token's line begins if only white space precedes the token; else the token's offset.
  size_t line_begin(size_t i) const {
    const bool blanks =
        i > 0 && kind(i - 1) == TokenKind::space && word(i - 1).find_first_not_of(" \t") == std::string_view::npos;
    return blanks && (i == 1 || kind(i - 2) == TokenKind::newline) ? at(i - 1) : at(i);
  }

  // Returns the offset after the newline that ends this token's line.
  size_t after_line(size_t i) const {
    while (i < tokens_.size() && kind(i) != TokenKind::newline)
      ++i;
    return i < tokens_.size() ? at(i + 1) : text_.size();
  }

  // Matches `#line 1` without a file name.
  bool is_restart(size_t hash) const {
    const size_t name = skip_blanks(hash + 1), number = skip_blanks(name + 1);
    return word(hash) == "#" && word(name) == "line" && word(number) == "1" &&
           kind(skip_blanks(number + 1)) == TokenKind::newline;
  }

  bool is_mark(size_t i) const {
    if (kind(i) != TokenKind::line_comment && kind(i) != TokenKind::block_comment)
      return false;
    std::string_view content = word(i).substr(2);
    if (kind(i) == TokenKind::block_comment && content.size() >= 2)
      content.remove_suffix(2);
    const size_t begin = content.find_first_not_of(" \t\r\n*"), end = content.find_last_not_of(" \t\r\n*");
    return begin != content.npos && content.substr(begin, end + 1 - begin) == "injected";
  }

  // Matches the text exactly as telinject writes it.
  std::optional<Cut> as_written(size_t hash, size_t top) const {
    if (text_.substr(at(hash), kIncludeLine.size()) != kIncludeLine)
      return std::nullopt;
    const size_t end = at(hash) + kIncludeLine.size();
    const std::string_view remaining = text_.substr(end);
    for (const std::string_view newline : {"\r\n", "\n"}) {
      const std::string restart = std::string(newline) + std::string(kRestartNumbering) + std::string(newline);
      if (remaining.substr(0, restart.size()) == restart)
        return Cut{at(hash), end + restart.size()};
    }
    if (hash == top && is_restart(next_line_of_code(line_end(hash))))
      return std::nullopt;
    return Cut{at(hash), end + (remaining.substr(0, 1) == " " ? 1 : 0)};
  }

  size_t line_end(size_t i) const {
    while (i < tokens_.size() && kind(i) != TokenKind::newline)
      ++i;
    return i;
  }

  // Returns the token after `include <telinject/telinject.h>`, with any spacing and either kind of quotes.
  std::optional<size_t> header_end(size_t hash) const {
    const size_t name = skip_blanks(hash + 1);
    size_t i = skip_blanks(name + 1);
    if (word(name) != "include")
      return std::nullopt;
    if (word(i) == "\"" + std::string(kHeader) + "\"")
      return i + 1;
    std::string as_written;
    for (; i < tokens_.size() && kind(i) != TokenKind::newline && kind(i) != TokenKind::line_comment; ++i) {
      if (kind(i) != TokenKind::space)
        as_written += word(i);
      if (word(i) == ">")
        return as_written == "<" + std::string(kHeader) + ">" ? std::optional(i + 1) : std::nullopt;
    }
    return std::nullopt;
  }

  // Matches reformatted text: other spacing, the marker comment on its own line, or `#line 1` further down. Without
  // marker and `#line 1`, the directive may be the user's. free: offset after the previous #include.
  std::optional<Cut> reformatted(size_t hash, size_t top, size_t free) const {
    const auto behind = header_end(hash);
    if (!behind)
      return std::nullopt;
    Cut cut{line_begin(hash), at(*behind)};
    size_t next = skip_blanks(*behind);
    bool marked = is_mark(next);
    if (marked) {
      cut.end = at(++next);
    } else if (kind(next) == TokenKind::newline) {
      if (const auto above = mark_above(hash); above && at(*above) >= free) {
        marked = true;
        cut.begin = line_begin(*above);
      } else if (const size_t below = skip_blanks(next + 1); is_mark(below) && is_alone(below)) {
        marked = true;
        next = line_end(below);
        cut.end = at(next);
      }
    }
    // At the top of the file, empty lines may be in between.
    const bool is_top = cut.begin <= at(top);
    const size_t below = line_end(next);
    const size_t restart = is_top ? next_line_of_code(below) : skip_blanks(below + 1);
    if ((is_top || marked) && is_restart(restart))
      return Cut{cut.begin, after_line(restart)};
    if (!marked)
      return std::nullopt;
    if (kind(next) == TokenKind::space)
      cut.end = at(next + 1);
    return cut;
  }

  bool is_alone(size_t comment) const {
    return begins_line(comment) && kind(skip_blanks(comment + 1)) == TokenKind::newline;
  }

  std::optional<size_t> mark_above(size_t hash) const {
    size_t i = hash;
    if (i > 0 && kind(i - 1) == TokenKind::space)
      --i;
    if (i == 0 || kind(i - 1) != TokenKind::newline)
      return std::nullopt;
    i -= 2;
    if (i < tokens_.size() && kind(i) == TokenKind::space)
      --i;
    return i < tokens_.size() && is_mark(i) && is_alone(i) ? std::optional(i) : std::nullopt;
  }

  std::string_view text_;
  const std::vector<ScanToken> &tokens_;
};

} // namespace

FoundIncludes find_injected_includes(std::string_view text, const std::vector<ScanToken> &tokens) {
  return IncludeFinder(text, tokens).run();
}

std::vector<Cut> find_remaining_includes(std::string_view text, const std::vector<ScanToken> &tokens, bool has_marked) {
  return IncludeFinder(text, tokens).remaining_includes(has_marked);
}

} // namespace telinject::rewrite
