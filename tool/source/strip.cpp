// Removes insertions together with the white space that belongs to them.
#include "tool/source/strip.h"

#include "tool/source/injected_include.h"
#include "tool/source/insertions.h"

#include <algorithm>
#include <optional>

namespace telinject::rewrite {
namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

bool is_of_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$' ||
         static_cast<unsigned char>(c) >= 0x80;
}

// Returns true if two adjacent tokens would merge. Operators merge only if a formatter removed a space, because
// unmodified insertions are placed between two tokens.
bool would_join(char before, char after, bool is_as_written) {
  if (is_of_word(before) && is_of_word(after))
    return true;
  const std::string_view operators = "+-*/%&|^<>=!:.#?";
  return !is_as_written && operators.find(before) != operators.npos && operators.find(after) != operators.npos;
}

// Converts insertions to cuts. Insertions separated only by blanks form a group; insertions separated by single
// newlines form a run.
class CutMaker {
public:
  CutMaker(std::string_view text, const std::vector<ScanToken> &tokens, const std::vector<Insertion> &insertions)
      : text_(text), tokens_(tokens), insertions_(insertions) {}

  std::vector<Cut> run() {
    for (size_t first = 0; first < insertions_.size();) {
      const size_t last = run_end(first, 1);
      if (run_end(first, 0) < last && begins_line(first) && !is_newline(token_after(last))) {
        // Code follows on the last line: move it to where the first line began.
        cuts_.push_back({begin(first), offset(token_after(last))});
      } else {
        for (size_t i = first; i <= last; i = run_end(i, 0) + 1)
          cut_group(i, run_end(i, 0));
      }
      first = last + 1;
    }
    return std::move(cuts_);
  }

private:
  size_t offset(size_t token) const { return token < tokens_.size() ? tokens_[token].offset : text_.size(); }
  size_t begin(size_t i) const { return offset(insertions_[i].begin); }
  size_t end(size_t i) const { return offset(insertions_[i].end); }
  bool is_newline(size_t token) const { return token >= tokens_.size() || tokens_[token].kind == TokenKind::newline; }
  bool is_blank_token(size_t token) const {
    return token < tokens_.size() && tokens_[token].kind == TokenKind::space &&
           std::all_of(text_.begin() + tokens_[token].offset,
                       text_.begin() + tokens_[token].offset + tokens_[token].length, is_blank);
  }

  // Returns the number of newlines between an insertion and the next one; nothing if other text is between them.
  std::optional<unsigned> newlines_between(size_t i) const {
    unsigned newlines = 0;
    for (size_t token = insertions_[i].end; token < insertions_[i + 1].begin; ++token) {
      if (!is_newline(token) && !is_blank_token(token))
        return std::nullopt;
      newlines += is_newline(token);
    }
    return newlines;
  }

  // Returns the last insertion of a sequence with at most `newlines` newlines between neighbours.
  size_t run_end(size_t i, unsigned newlines) const {
    while (i + 1 < insertions_.size() && newlines_between(i).value_or(2) <= newlines)
      ++i;
    return i;
  }

  // Returns the token after an insertion and the blanks that follow it.
  size_t token_after(size_t i) const {
    const size_t token = insertions_[i].end;
    return is_blank_token(token) ? token + 1 : token;
  }

  // Returns the first token of the insertion's line if only blanks precede the insertion.
  std::optional<size_t> begins_line(size_t i) const {
    size_t token = insertions_[i].begin;
    if (token > 0 && is_blank_token(token - 1))
      --token;
    return token == 0 || is_newline(token - 1) ? std::optional(token) : std::nullopt;
  }

  void cut_group(size_t first, size_t last) {
    const auto line = begins_line(first);
    if (line && is_newline(token_after(last))) // the insertions fill a line
      return cuts_.push_back({offset(*line), offset(token_after(last) + 1)});
    bool is_as_written = true, leaves_blank = false;
    size_t copied = std::string_view::npos, head = 0;
    for (size_t i = first; i <= last; ++i) {
      auto cut = written(i);
      is_as_written &= cut.has_value();
      if (!cut)
        cut = reformatted(i, line && i == first);
      leaves_blank |= cut->begin > copied;
      copied = cut->end;
      head = i == first ? cut->begin : std::min(head, cut->begin);
      cuts_.push_back(*cut);
    }
    const bool is_top = head == 0 || text_.substr(0, head) == "\xEF\xBB\xBF";
    if (!leaves_blank && !is_top && copied < text_.size())
      cuts_.back().leaves_blank = would_join(text_[head - 1], text_[copied], is_as_written);
  }

  // The insertion is unmodified: remove the one space that came with it.
  std::optional<Cut> written(size_t i) const {
    const Insertion &one = insertions_[i];
    if (one.is_compact && one.stands_before && end(i) < text_.size() && text_[end(i)] == ' ')
      return Cut{begin(i), end(i) + 1};
    // Also handles an opening insertion that would have merged with the preceding word.
    if (one.is_compact && begin(i) > 0 && text_[begin(i) - 1] == ' ')
      return Cut{begin(i) - 1, end(i)};
    return std::nullopt;
  }

  // A formatter chose the blanks: remove all on one side, but keep an indentation.
  Cut reformatted(size_t i, bool begins_line) const {
    Cut cut{begin(i), end(i)};
    if (insertions_[i].stands_before || begins_line)
      while (cut.end < text_.size() && is_blank(text_[cut.end]))
        ++cut.end;
    if (cut.end == end(i) && !begins_line)
      while (cut.begin > 0 && is_blank(text_[cut.begin - 1]))
        --cut.begin;
    return cut;
  }

  std::string_view text_;
  const std::vector<ScanToken> &tokens_;
  const std::vector<Insertion> &insertions_;
  std::vector<Cut> cuts_;
};

std::string apply_cuts(std::string_view text, std::vector<Cut> cuts) {
  std::stable_sort(cuts.begin(), cuts.end(), [](const Cut &a, const Cut &b) { return a.begin < b.begin; });
  std::string result;
  result.reserve(text.size());
  size_t copied = 0;
  for (const Cut &cut : cuts) {
    if (cut.begin > copied)
      result.append(text, copied, cut.begin - copied);
    copied = std::max(copied, cut.end);
    if (cut.leaves_blank)
      result += ' ';
  }
  result.append(text, copied);
  return result;
}

// In reformatted text, removes the whole line of an #include at the top or beside an empty line, where it replaced no
// empty line. If empty lines are on both sides, removes one of them.
Cut with_line(std::string_view text, Cut cut) {
  const std::string_view before = text.substr(0, cut.begin), token_after = text.substr(cut.end);
  const auto begins_with_newline = [](std::string_view remaining) {
    return remaining.empty() || remaining[0] == '\n' || remaining[0] == '\r';
  };
  const auto newline_length = [](std::string_view remaining) {
    return remaining.empty() ? 0 : remaining.substr(0, 2) == "\r\n" ? 2 : 1;
  };
  const bool is_top = before.empty();
  if (!begins_with_newline(token_after) || (!is_top && before.back() != '\n'))
    return cut;
  const size_t next = cut.end + newline_length(token_after);
  const bool is_above_empty = begins_with_newline(text.substr(next));
  const bool is_below_empty = before.ends_with("\n\n") || before.ends_with("\n\r\n");
  if (is_top || is_above_empty || is_below_empty)
    cut.end = is_above_empty && (is_top || is_below_empty) ? next + newline_length(text.substr(next)) : next;
  return cut;
}

unsigned line_of(std::string_view text, size_t offset) {
  return 1 + static_cast<unsigned>(std::count(text.begin(), text.begin() + offset, '\n'));
}

} // namespace

bool may_be_instrumented(std::string_view text) {
  return text.find("TELINJECT_") != std::string_view::npos || text.find("telinject.h") != std::string_view::npos;
}

StripResult strip_insertions(std::string_view text) {
  if (!may_be_instrumented(text))
    return {std::string(text), {}};
  const std::vector<ScanToken> tokens = scan(text);
  const FoundIncludes includes = find_injected_includes(text, tokens);
  const FoundInsertions found = find_insertions(text, tokens, includes.any);
  StripResult result;
  for (const StripProblem &problem : found.problems)
    result.refusals.push_back({line_of(text, problem.offset), problem.message});
  if (!result.refusals.empty()) {
    result.text = text;
    return result;
  }
  const bool is_reformatted = std::any_of(found.insertions.begin(), found.insertions.end(),
                                          [](const Insertion &one) { return !one.is_compact; });
  std::vector<Cut> cuts = CutMaker(text, tokens, found.insertions).run();
  for (const Cut &cut : includes.cuts)
    cuts.push_back(is_reformatted ? with_line(text, cut) : cut);
  if (!cuts.empty())
    for (const Cut &cut : find_remaining_includes(text, tokens, includes.any))
      cuts.push_back(cut);
  return {apply_cuts(text, std::move(cuts)), {}};
}

std::string strip(std::string_view text) {
  return strip_insertions(text).text;
}

bool has_inserted_include(std::string_view text) {
  return may_be_instrumented(text) && find_injected_includes(text, scan(text)).any;
}

} // namespace telinject::rewrite
