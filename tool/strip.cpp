#include "strip.h"

#include "scan.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

namespace telinject {
namespace {

// The blank that belongs to an insertion stands before it, or, where it opens a piece of text, after it.
struct Inserted {
  std::string_view name;
  bool blank_after;
};
constexpr std::array kInserted = {
#define TELINJECT_INSERTED(name) Inserted{#name, false},
#define TELINJECT_INSERTED_BEFORE(name) Inserted{#name, true},
#include "inserted_macros.def"
#undef TELINJECT_INSERTED
#undef TELINJECT_INSERTED_BEFORE
};

const Inserted *find_inserted(std::string_view word) {
  const auto found =
      std::find_if(kInserted.begin(), kInserted.end(), [&](const Inserted &one) { return one.name == word; });
  return found == kInserted.end() ? nullptr : &*found;
}

struct Cut {
  size_t begin, end;
};

// The offset after the ')' that closes the call whose name is token `name`; nothing where it is not closed on its line.
std::optional<size_t> call_end(std::string_view text, const std::vector<ScanToken> &tokens, size_t name) {
  size_t depth = 0;
  for (size_t i = name + 1; i < tokens.size(); ++i) {
    if (tokens[i].kind == TokenKind::newline)
      return std::nullopt;
    if (tokens[i].kind != TokenKind::punctuation) {
      if (depth == 0)
        return std::nullopt;
      continue;
    }
    const char c = text[tokens[i].offset];
    if (c == '(')
      ++depth;
    if (depth == 0)
      return std::nullopt;
    if (c == ')' && --depth == 0)
      return tokens[i].offset + 1;
  }
  return std::nullopt;
}

std::optional<Cut> include_cut(std::string_view text, size_t at) {
  if (text.substr(at, kIncludeLine.size()) != kIncludeLine)
    return std::nullopt;
  size_t end = at + kIncludeLine.size();
  const std::string_view rest = text.substr(end);
  for (std::string_view newline : {"\r\n", "\n"}) {
    const std::string restart = std::string(newline) + std::string(kRestartNumbering) + std::string(newline);
    if (rest.substr(0, restart.size()) == restart)
      return Cut{at, end + restart.size()};
  }
  if (!rest.empty() && rest.front() == ' ')
    ++end;
  return Cut{at, end};
}

} // namespace

bool may_be_instrumented(std::string_view text) {
  return text.find("TELINJECT_") != std::string_view::npos || text.find(kIncludeLine) != std::string_view::npos;
}

std::string strip(std::string_view text) {
  if (!may_be_instrumented(text))
    return std::string(text);
  const std::vector<ScanToken> tokens = scan(text);
  std::string result;
  result.reserve(text.size());
  size_t copied = 0;
  auto cut = [&](Cut c) {
    if (c.begin < copied)
      return;
    result.append(text, copied, c.begin - copied);
    copied = c.end;
  };
  for (size_t i = 0; i < tokens.size(); ++i) {
    const ScanToken &token = tokens[i];
    const std::string_view word = text.substr(token.offset, token.length);
    if (word == "#") {
      if (const auto found = include_cut(text, token.offset))
        cut(*found);
    } else if (token.kind == TokenKind::identifier && word.substr(0, 10) == "TELINJECT_") {
      const Inserted *inserted = find_inserted(word);
      const auto end = inserted ? call_end(text, tokens, i) : std::nullopt;
      if (!end)
        continue;
      const bool blank_after = *end < text.size() && text[*end] == ' ',
                 blank_before = token.offset > 0 && text[token.offset - 1] == ' ';
      if (inserted->blank_after && blank_after)
        cut({token.offset, *end + 1});
      else if (blank_before) // also where what opens a piece of text would have run into the word before it
        cut({token.offset - 1, *end});
    }
  }
  result.append(text, copied);
  return result;
}

} // namespace telinject
