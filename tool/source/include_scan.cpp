// Looks at every '#' that may begin a directive.
#include "tool/source/include_scan.h"

#include <algorithm>

namespace telinject::rewrite {
namespace {

constexpr std::string_view kBlanks = " \t\v\f";

bool is_line_end(char c) {
  return c == '\n' || c == '\r';
}

// Removes line continuations, also those with blanks behind the backslash, which GCC accepts.
std::string with_joined_lines(std::string_view text) {
  std::string joined;
  joined.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\') {
      size_t end = std::min(text.find_first_not_of(kBlanks, i + 1), text.size());
      const size_t blanks_end = end;
      if (end < text.size() && text[end] == '\r')
        ++end;
      if (end < text.size() && text[end] == '\n')
        ++end;
      if (end > blanks_end) {
        i = end - 1;
        continue;
      }
    }
    joined += text[i];
  }
  return joined;
}

// A '#' begins a directive if nothing stands before it in its line but white space and comments.
bool may_begin_directive(std::string_view text, size_t hash) {
  size_t begin = hash;
  while (begin > 0 && !is_line_end(text[begin - 1]))
    --begin;
  const std::string_view before = text.substr(begin, hash - begin);
  return before.find_first_not_of(kBlanks) == std::string_view::npos || before.find("*/") != std::string_view::npos;
}

// Skips white space and comments.
size_t skip_blanks(std::string_view text, size_t at) {
  for (;;) {
    at = std::min(text.find_first_not_of(kBlanks, at), text.size());
    if (text.substr(at, 2) != "/*")
      return at;
    const size_t end = text.find("*/", at + 2);
    at = end == std::string_view::npos ? text.size() : end + 2;
  }
}

bool is_word_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

} // namespace

std::optional<std::vector<IncludedName>> included_names(std::string_view given) {
  const bool has_continuations = given.find('\\') != std::string_view::npos;
  const std::string joined = has_continuations ? with_joined_lines(given) : std::string();
  const std::string_view text = has_continuations ? joined : given;
  if (text.find("%:") != std::string_view::npos || text.find("?\?=") != std::string_view::npos)
    return std::nullopt;
  std::vector<IncludedName> names;
  for (size_t hash = text.find('#'); hash != std::string_view::npos; hash = text.find('#', hash + 1)) {
    if (!may_begin_directive(text, hash))
      continue;
    size_t at = skip_blanks(text, hash + 1);
    size_t end = at;
    while (end < text.size() && is_word_char(text[end]))
      ++end;
    const std::string_view word = text.substr(at, end - at);
    if (word != "include" && word != "include_next" && word != "import")
      continue;
    at = skip_blanks(text, end);
    const char open = at < text.size() ? text[at] : '\0';
    const size_t close =
        open == '"' || open == '<' ? text.find(open == '"' ? '"' : '>', at + 1) : std::string_view::npos;
    if (close == std::string_view::npos)
      return std::nullopt;
    const std::string_view name = text.substr(at + 1, close - at - 1);
    if (std::any_of(name.begin(), name.end(), is_line_end))
      return std::nullopt;
    names.push_back({std::string(name), open == '"'});
  }
  return names;
}

} // namespace telinject::rewrite
