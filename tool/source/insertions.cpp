// Finds insertions by macro names, parentheses and pairs.
#include "tool/source/insertions.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>

namespace telinject::rewrite {
namespace {

constexpr std::string_view kPrefix = "TELINJECT_";

struct Inserted {
  std::string_view name;
  bool stands_before;
};
constexpr std::array kInserted = {
#define TELINJECT_INSERTED(name) Inserted{#name, false},
#define TELINJECT_INSERTED_BEFORE(name) Inserted{#name, true},
#define TELINJECT_PAIR(name, end) Inserted{#name, false}, Inserted{#end, false},
#define TELINJECT_PAIR_BEFORE(name, end) Inserted{#name, true}, Inserted{#end, false},
#define TELINJECT_FORMER(name) Inserted{#name, false},
#define TELINJECT_FORMER_BEFORE(name) Inserted{#name, true},
#include "tool/source/inserted_macros.def"
};

struct Pair {
  std::string_view name, end;
};
constexpr std::array kPairs = {
#define TELINJECT_PAIR(name, end) Pair{#name, #end},
#define TELINJECT_PAIR_BEFORE(name, end) Pair{#name, #end},
#define TELINJECT_FORMER_PAIR(name, end) Pair{#name, #end},
#include "tool/source/inserted_macros.def"
};

constexpr std::array kByHand = {
#define TELINJECT_BY_HAND(name) std::string_view{#name},
#include "tool/source/inserted_macros.def"
};

template <typename Row, size_t N> const Row *find_row(const std::array<Row, N> &rows, std::string_view name) {
  const auto found = std::find_if(rows.begin(), rows.end(), [&](const Row &row) { return row.name == name; });
  return found == rows.end() ? nullptr : &*found;
}

enum Language : unsigned { kC = 1, kCxx = 2, kBoth = 3 };

// Returns the languages that see the content of a wrapper insertion; nothing for other insertions.
std::optional<Language> language_wrapper(std::string_view name) {
  if (name == "TELINJECT_IN_C" || name == "TELINJECT_IN_C_BEFORE")
    return kC;
  if (name == "TELINJECT_IN_CXX" || name == "TELINJECT_IN_CXX_BEFORE")
    return kCxx;
  return std::nullopt;
}

class Finder {
public:
  Finder(std::string_view text, const std::vector<ScanToken> &tokens)
      : text_(text), tokens_(tokens), in_directive_(tokens_of_directives(text, tokens)) {}

  FoundInsertions run(bool is_instrumented) {
    note_definitions();
    for (size_t i = 0; i < tokens_.size(); ++i) {
      refuse_conflict_marker(i);
      if (is_name(i))
        i = examine(i);
    }
    refuse_halves();
    if (is_instrumented || !found_.insertions.empty())
      for (const StripProblem &problem : conditional_problems_)
        found_.problems.push_back(problem);
    std::stable_sort(found_.problems.begin(), found_.problems.end(),
                     [](const StripProblem &a, const StripProblem &b) { return a.offset < b.offset; });
    return std::move(found_);
  }

private:
  std::string_view word(size_t i) const { return word_of(text_, tokens_[i]); }

  bool is_name(size_t i) const {
    return tokens_[i].kind == TokenKind::identifier && word(i).substr(0, kPrefix.size()) == kPrefix;
  }

  // Returns the next token that is neither white space nor a comment.
  size_t next_code(size_t i) const {
    do
      ++i;
    while (i < tokens_.size() && tokens_[i].kind <= TokenKind::block_comment);
    return i;
  }

  bool is_call(size_t name) const {
    const size_t next = next_code(name);
    return next < tokens_.size() && word(next) == "(" && in_directive_[next] == in_directive_[name];
  }

  void refuse(size_t token, const std::string &message) { found_.problems.push_back({tokens_[token].offset, message}); }

  // Collects macros that the file defines: the runtime's own headers, or macros of the user.
  void note_definitions() {
    for (size_t i = 0; i + 1 < tokens_.size(); ++i)
      if (in_directive_[i] && word(i) == "define")
        if (const size_t name = next_code(i); name < tokens_.size() && is_name(name))
          defined_.insert(word(name));
    defines_inserted_ =
        std::any_of(defined_.begin(), defined_.end(), [](std::string_view name) { return find_row(kInserted, name); });
  }

  void refuse_conflict_marker(size_t i) {
    const size_t at = tokens_[i].offset;
    if (tokens_[i].kind != TokenKind::punctuation || (at > 0 && text_[at - 1] != '\n' && text_[at - 1] != '\r'))
      return;
    const std::string_view marker = text_.substr(at, 7);
    const char next = at + 7 < text_.size() ? text_[at + 7] : '\n';
    if ((marker == "<<<<<<<" || marker == ">>>>>>>") && (next == ' ' || next == '\n' || next == '\r'))
      conditional_problems_.push_back({at, "a merge conflict begins or ends here; resolve it first"});
  }

  // Returns the token to continue after.
  size_t examine(size_t name) {
    const std::string macro(word(name));
    const Inserted *inserted = find_row(kInserted, macro);
    if (in_directive_[name]) {
      if (inserted && !defines_inserted_ && is_call(name))
        refuse(name,
               macro + " stands in a preprocessing directive, where telinject inserts nothing; remove it by hand");
      return name;
    }
    if (!inserted) {
      if (!defined_.count(macro) && is_call(name) && std::find(kByHand.begin(), kByHand.end(), macro) == kByHand.end())
        conditional_problems_.push_back({tokens_[name].offset, "unknown macro " + macro +
                                                                   "; strip the file with the telinject version that "
                                                                   "wrote it, or remove the macro by hand"});
      return name;
    }
    if (!is_call(name)) {
      refuse(name, macro + " has lost its parentheses; restore or remove it by hand");
      return name;
    }
    const auto end = call_end(name);
    if (!end) {
      refuse(name, macro + "(… is not closed by a ')' of its own; restore or remove it by hand");
      return name;
    }
    note_halves(name, *end);
    found_.insertions.push_back({name, *end, inserted->stands_before, is_compact(name, *end)});
    return *end - 1;
  }

  // Returns the token after the closing ')'. Arguments contain no statement, no directive, and no insertion unless the
  // macro is a wrapper; anything else means that the ')' is missing.
  std::optional<size_t> call_end(size_t name) const {
    const bool wraps = language_wrapper(word(name)).has_value();
    size_t parentheses = 0, braces = 0;
    for (size_t i = next_code(name); i < tokens_.size(); i = next_code(i)) {
      if (in_directive_[i] || (!wraps && tokens_[i].kind == TokenKind::identifier && find_row(kInserted, word(i))))
        return std::nullopt;
      if (tokens_[i].kind != TokenKind::punctuation)
        continue;
      const char c = text_[tokens_[i].offset];
      if ((c == ';' || c == '}') && braces == 0)
        return std::nullopt;
      if (c == '{' || c == '}')
        braces += c == '{' ? 1 : -1;
      if (c == '(')
        ++parentheses;
      if (c == ')' && --parentheses == 0)
        return braces == 0 ? std::optional(i + 1) : std::nullopt;
    }
    return std::nullopt;
  }

  bool is_compact(size_t name, size_t end) const {
    return word(name + 1) == "(" &&
           std::none_of(tokens_.begin() + name, tokens_.begin() + end, [&](const ScanToken &t) {
             return t.kind == TokenKind::newline || (t.kind == TokenKind::space && word_of(text_, t) != " ");
           });
  }

  void note_halves(size_t name, size_t end) {
    const auto wrapper = language_wrapper(word(name));
    if (!wrapper)
      return note_half(name, kBoth);
    for (size_t i = name + 1; i < end; ++i)
      if (is_name(i))
        note_half(i, *wrapper);
  }

  void note_half(size_t name, Language languages) {
    const bool opens = find_row(kPairs, word(name)) != nullptr;
    const bool ends =
        std::any_of(kPairs.begin(), kPairs.end(), [&](const Pair &pair) { return pair.end == word(name); });
    for (const Language language : {kC, kCxx}) {
      if (!(languages & language))
        continue;
      if (opens)
        open_[{word(name), language}].push_back(name);
      else if (ends && !close_innermost(name, language))
        halves_.insert(name);
    }
  }

  // Takes the innermost macro that waits for this end. A former end belongs to several macros.
  bool close_innermost(size_t end, Language language) {
    std::vector<size_t> *innermost = nullptr;
    for (const Pair &pair : kPairs) {
      if (pair.end != word(end))
        continue;
      const auto found = open_.find({pair.name, language});
      if (found != open_.end() && !found->second.empty() && (!innermost || innermost->back() < found->second.back()))
        innermost = &found->second;
    }
    if (innermost)
      innermost->pop_back();
    return innermost != nullptr;
  }

  void refuse_halves() {
    for (const auto &[key, open] : open_)
      halves_.insert(open.begin(), open.end());
    for (const size_t name : halves_)
      refuse(name, std::string(word(name)) +
                       " has lost its counterpart, and text of yours may have gone with it; restore "
                       "that, or remove this one by hand");
  }

  std::string_view text_;
  const std::vector<ScanToken> &tokens_;
  std::vector<bool> in_directive_;
  std::set<std::string_view> defined_;
  bool defines_inserted_ = false;
  std::map<std::pair<std::string_view, Language>, std::vector<size_t>> open_; // halves that wait for their counterpart
  std::set<size_t> halves_;
  std::vector<StripProblem> conditional_problems_; // reported only if the text is instrumented
  FoundInsertions found_;
};

} // namespace

FoundInsertions find_insertions(std::string_view text, const std::vector<ScanToken> &tokens, bool is_instrumented) {
  return Finder(text, tokens).run(is_instrumented);
}

std::vector<bool> tokens_of_directives(std::string_view text, const std::vector<ScanToken> &tokens) {
  std::vector<bool> held(tokens.size());
  bool directive = false, line_begins = true;
  for (size_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i].kind == TokenKind::newline) {
      directive = false;
      line_begins = true;
      continue;
    }
    if (line_begins && tokens[i].kind > TokenKind::block_comment) {
      const std::string_view two = text.substr(tokens[i].offset, 2);
      directive = two.substr(0, 1) == "#" || two == "%:";
      line_begins = false;
    }
    held[i] = directive;
  }
  return held;
}

} // namespace telinject::rewrite
