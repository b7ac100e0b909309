// Tracks file scope, conditionals and braces line by line.
#include "tool/source/include_line.h"

#include "tool/source/scan.h"
#include "tool/source/strip.h"

#include <algorithm>
#include <string>
#include <vector>

namespace telinject::rewrite {
namespace {

// Scans the text and determines for each line whether a directive may be inserted there.
class FileScope {
public:
  FileScope(std::string_view text, unsigned before, const std::vector<TextRange> &declarations)
      : text_(text), tokens_(scan(text)), before_(before), declarations_(declarations) {
    guarded_ = one_conditional_holds_all();
  }

  std::optional<Edit> find() {
    for (size_t i = 0; i < tokens_.size();) {
      const size_t first = i;
      if (tokens_[i].offset >= before_)
        break;
      i = line_end(first);
      consider_line(first, i);
      follow(first, i);
    }
    return empty_ ? empty_ : comment_;
  }

private:
  std::string_view word(size_t i) const { return text_.substr(tokens_[i].offset, tokens_[i].length); }

  // Returns the index after the newline that ends this token's line.
  size_t line_end(size_t i) const {
    while (i < tokens_.size() && tokens_[i].kind != TokenKind::newline)
      ++i;
    return i < tokens_.size() ? i + 1 : i;
  }

  // Returns the name of the directive that begins at this '#'.
  std::string_view directive_name(size_t hash) const {
    size_t i = hash + 1;
    while (i < tokens_.size() && tokens_[i].kind <= TokenKind::block_comment)
      ++i;
    return i < tokens_.size() ? word(i) : std::string_view();
  }

  // Detects an include guard: one #if … #endif without #else around the whole file.
  bool one_conditional_holds_all() const {
    unsigned open = 0;
    bool opened = false;
    for (size_t i = 0; i < tokens_.size(); i = line_end(i)) {
      size_t first = i;
      while (first < tokens_.size() && tokens_[first].kind <= TokenKind::block_comment &&
             tokens_[first].kind != TokenKind::newline)
        ++first;
      if (first == tokens_.size() || tokens_[first].kind == TokenKind::newline)
        continue;
      const std::string_view name = word(first) == "#" ? directive_name(first) : std::string_view();
      const bool begins = name == "if" || name == "ifdef" || name == "ifndef";
      if (open == 0 && (opened || !begins))
        return false;
      if (open == 1 && name.substr(0, 2) == "el")
        return false;
      open += begins ? 1 : 0;
      opened = true;
      if (name == "endif")
        --open;
    }
    return opened && open == 0;
  }

  void consider_line(size_t first, size_t end) {
    if (!at_boundary_ || depth_ != 0 || conditionals_.size() > (guarded_ ? 1u : 0u))
      return;
    const ScanToken &token = tokens_[first];
    const size_t at = token.offset;
    if (std::any_of(declarations_.begin(), declarations_.end(),
                    [at](const TextRange &d) { return at > d.begin && at < d.end; }))
      return;
    if (token.kind == TokenKind::newline) {
      // A `#line 1` of the user after this line would look like an inserted one.
      if (end >= tokens_.size() || word(end) != "#" || directive_name(end) != "line")
        empty_ = Edit{static_cast<unsigned>(token.offset), std::string(kIncludeLine)};
      return;
    }
    if (token.kind != TokenKind::line_comment && token.kind != TokenKind::block_comment)
      return;
    for (size_t i = first; i < end; ++i)
      if (tokens_[i].kind > TokenKind::block_comment)
        return;
    // The comment line must end before the first edit, because its newline ends the directive.
    if (end < tokens_.size() && tokens_[end].offset <= before_)
      comment_ = Edit{static_cast<unsigned>(token.offset), std::string(kIncludeLine) + " "};
  }

  void follow(size_t first, size_t end) {
    size_t i = first;
    while (i < end && tokens_[i].kind <= TokenKind::block_comment)
      ++i;
    if (i == end)
      return;
    if (word(i) == "#" || word(i) == "%")
      return directive(i + 1);
    for (; i < end; ++i)
      code(i);
  }

  void directive(size_t i) {
    const std::string_view name = directive_name(i - 1);
    if (name == "if" || name == "ifdef" || name == "ifndef") {
      conditionals_.push_back(depth_);
    } else if (name == "elif" || name == "else" || name == "elifdef" || name == "elifndef") {
      // Each branch begins at the depth of the #if.
      if (!conditionals_.empty())
        depth_ = conditionals_.back();
    } else if (name == "endif") {
      if (!conditionals_.empty())
        conditionals_.pop_back();
    }
  }

  void code(size_t i) {
    const ScanToken &token = tokens_[i];
    if (token.kind <= TokenKind::block_comment)
      return;
    const char c = text_[token.offset];
    const bool punctuation = token.kind == TokenKind::punctuation;
    if (punctuation && c == '{' && after_linkage_ == 2) {
      after_linkage_ = 0; // extern "C" { keeps file scope
      at_boundary_ = true;
      ++linkage_braces_;
      return;
    }
    after_linkage_ = word(i) == "extern" ? 1 : after_linkage_ == 1 && token.kind == TokenKind::literal ? 2 : 0;
    if (punctuation && (c == '{' || c == '(' || c == '['))
      ++depth_;
    if (punctuation && (c == '}' || c == ')' || c == ']')) {
      if (depth_ > 0)
        --depth_;
      else if (c == '}' && linkage_braces_ > 0)
        --linkage_braces_;
    }
    at_boundary_ = punctuation && (c == ';' || c == '}') && depth_ == 0;
  }

  std::string_view text_;
  std::vector<ScanToken> tokens_;
  unsigned before_;
  const std::vector<TextRange> &declarations_;
  unsigned depth_ = 0, linkage_braces_ = 0;
  int after_linkage_ = 0; // 1 after `extern`, 2 after `extern "C"`
  bool at_boundary_ = true, guarded_ = false;
  std::vector<unsigned> conditionals_; // brace depth at each open #if
  std::optional<Edit> empty_, comment_;
};

} // namespace

std::optional<Edit> include_edit(std::string_view text, unsigned before, const std::vector<TextRange> &declarations) {
  return FileScope(text, before, declarations).find();
}

Edit include_edit_with_restart(std::string_view text) {
  const unsigned begin = text.substr(0, 3) == "\xEF\xBB\xBF" ? 3 : 0;
  const size_t newline = text.find('\n');
  const std::string end = newline != std::string_view::npos && newline > 0 && text[newline - 1] == '\r' ? "\r\n" : "\n";
  return {begin, std::string(kIncludeLine) + end + std::string(kRestartNumbering) + end};
}

bool includes_by_command(const std::vector<std::string> &command, std::string_view header) {
  const auto names_header = [&](std::string_view path) {
    return path == header || path.ends_with("/" + std::string(header));
  };
  for (size_t i = 1; i < command.size(); ++i) {
    const std::string_view word = command[i];
    for (const std::string_view option : {"-include", "--include"}) {
      if (word.substr(0, option.size()) != option)
        continue;
      std::string_view path = word.substr(option.size());
      if (path.empty() && i + 1 < command.size())
        path = command[i + 1];
      else if (option == "--include" && path.substr(0, 1) == "=")
        path.remove_prefix(1);
      if (names_header(path))
        return true;
    }
  }
  return false;
}

} // namespace telinject::rewrite
