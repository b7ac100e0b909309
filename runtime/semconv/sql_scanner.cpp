// Tokens of SQL: see sql_scanner.h.
#include "runtime/semconv/sql_scanner.h"

#include "runtime/semconv/sql_words.h"

#include <initializer_list>

namespace telinject {

namespace {

bool is_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (static_cast<unsigned char>(c) & 0x80) != 0;
}
bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

constexpr std::size_t uuid_size = 36;

// Some systems write UUIDs without quotes: 8-4-4-4-12 digits.
bool is_uuid(Slice s) {
  constexpr Slice form = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  static_assert(form.size == uuid_size);
  if (s.size < form.size)
    return false;
  for (std::size_t i = 0; i < form.size; ++i)
    if (form.data[i] == 'x' ? !is_hex(s.data[i]) : s.data[i] != '-')
      return false;
  return true;
}

// A name that has the same tokens with and without its quotes.
bool is_simple_name(Slice s) {
  for (std::size_t i = 0; i < s.size; ++i)
    if (!is_letter(s.data[i]) && (i == 0 || !is_digit(s.data[i])))
      return false;
  return !s.empty();
}

// Could a comment or a literal in quotes begin in the text?
bool has_quotes(Slice s) {
  for (const char c : {'\'', '"', '`', '$', '\\', '#', '-', '/'})
    if (s.contains(c))
      return true;
  return false;
}

} // namespace

bool SqlScanner::is_word_char(char c) const {
  return is_letter(c) || is_digit(c) || c == '$' || (c == '#' && dialect_.hash_in_names);
}

SqlToken SqlScanner::token(SqlTokenKind kind, std::size_t end) {
  SqlToken token;
  token.kind = kind;
  token.text = text_.take_front(end).drop_front(at_);
  at_ = end < text_.size ? end : text_.size;
  return token;
}

SqlToken SqlScanner::string_token(std::size_t end) {
  SqlToken found = token(SqlTokenKind::literal, end);
  found.is_string = true;
  return found;
}

SqlToken SqlScanner::rest() {
  is_unclear_ = true;
  return token(SqlTokenKind::literal, text_.size);
}

void SqlScanner::skip_line() {
  while (at_ < text_.size && text_.data[at_] != '\n')
    ++at_;
}

// Skips a comment that may hold others.  Returns false where it is unclear whether it does.
bool SqlScanner::skip_block_comment() {
  unsigned depth = 1;
  std::size_t i = at_ + 2;
  for (; i < text_.size && depth != 0; ++i) {
    const bool ends = at(i) == '*' && at(i + 1) == '/', begins = at(i) == '/' && at(i + 1) == '*';
    if (begins && dialect_.nested_comments == Syntax::unclear)
      return false;
    if (!ends && (!begins || dialect_.nested_comments == Syntax::no))
      continue;
    depth = ends ? depth - 1 : depth + 1;
    ++i;
  }
  at_ = i < text_.size ? i : text_.size;
  return true;
}

// Is it a comment, and is that certain?
Syntax SqlScanner::line_comment() const {
  const char c = at(at_), second = at(at_ + 1);
  if (c == '#')
    return dialect_.hash_comments;
  if (c == '/' && second == '/') // a comment in CQL
    return dialect_.hash_comments == Syntax::unclear ? Syntax::unclear : Syntax::no;
  if (c != '-' || second != '-')
    return Syntax::no;
  const bool has_space = at_ + 2 >= text_.size || is_space(at(at_ + 2));
  return has_space ? Syntax::yes : dialect_.dash_comments;
}

// Skips white space and comments.  Returns false where it is unclear what begins.
bool SqlScanner::skip_space() {
  while (at_ < text_.size) {
    if (is_space(at(at_))) {
      ++at_;
    } else if (at(at_) == '/' && at(at_ + 1) == '*') {
      if (!skip_block_comment())
        return false;
    } else if (const Syntax comment = line_comment(); comment == Syntax::yes) {
      skip_line();
    } else {
      return comment == Syntax::no;
    }
  }
  return true;
}

// A literal in quotes, the first of which stands at `quote`.
SqlToken SqlScanner::string(std::size_t quote, bool escapes) {
  const char c = at(quote);
  if (dialect_.bracketed_names == Syntax::unclear && at(quote + 1) == c && at(quote + 2) == c)
    return rest(); // may be a system with '''…'''
  std::size_t i = quote + 1;
  for (; i < text_.size; ++i) {
    if (at(i) == '\\' && (escapes || dialect_.backslash_escapes != Syntax::no)) {
      if (!escapes && at(i + 1) == c)
        return rest(); // ends the string only if backslashes are no escapes
      i += escapes || at(i + 1) == '\\' ? 1 : 0;
    } else if (at(i) == c) {
      if (at(i + 1) != c)
        break;
      ++i;
    }
  }
  is_unbalanced_ |= i >= text_.size && !is_cut_;
  const SqlToken found = string_token(i + 1);
  if (at_ < text_.size && is_word_char(at(at_)))
    is_unclear_ = true; // 'O'Brien'
  return found;
}

// A quoted name; a doubled closing quote stands for itself.
SqlToken SqlScanner::name(char close) {
  std::size_t i = at_ + 1;
  for (; i < text_.size; ++i) {
    if (at(i) != close)
      continue;
    if (at(i + 1) != close)
      break;
    ++i;
  }
  return i >= text_.size ? rest() : token(SqlTokenKind::quoted_name, i + 1);
}

// q'[…]', where the bracket at the front decides what ends the string.
SqlToken SqlScanner::q_quoted(std::size_t quote) {
  constexpr Slice open = "[({<", close = "])}>";
  const char first = at(quote + 1);
  const std::size_t pair = open.find(first);
  const char last = pair != open.size ? close.data[pair] : first;
  std::size_t i = quote + 2;
  while (i < text_.size && !(at(i) == last && at(i + 1) == '\''))
    ++i;
  is_unbalanced_ |= i >= text_.size && !is_cut_;
  return string_token(i + 2);
}

// $tag$…$tag$; `tag` is the position of the second '$'.
SqlToken SqlScanner::dollar_quoted(std::size_t tag) {
  const Slice quote = text_.take_front(tag + 1).drop_front(at_);
  // The tag holds no '$', so that comparing it at each '$' reads each character a few times at most.
  for (std::size_t i = tag + 1; i < text_.size; ++i)
    if (at(i) == '$' && text_.drop_front(i).starts_with(quote))
      return string_token(i + quote.size);
  is_unbalanced_ |= !is_cut_;
  return string_token(text_.size);
}

// $1, $tag$…$tag$, $name, $12.50.
SqlToken SqlScanner::dollar() {
  std::size_t i = at_ + 1;
  if (is_digit(at(i))) {
    if (dialect_.dollar_numbers)
      return number();
    while (is_digit(at(i)))
      ++i;
    return token(SqlTokenKind::placeholder, i);
  }
  while (is_letter(at(i)) || (i != at_ + 1 && is_digit(at(i))))
    ++i;
  if (at(i) == '$' && dialect_.dollar_quotes != Syntax::no)
    return dialect_.dollar_quotes == Syntax::yes ? dollar_quoted(i) : rest();
  while (is_word_char(at(i)))
    ++i;
  return token(i == at_ + 1 ? SqlTokenKind::symbol : SqlTokenKind::word, i);
}

// Where a string cannot stand: after FROM, INTO, JOIN, UPDATE, TABLE, and behind a '.'.
bool SqlScanner::is_name_expected() const {
  if (previous_kind_ == SqlTokenKind::symbol && previous_ == Slice("."))
    return true;
  if (previous_kind_ != SqlTokenKind::word)
    return false;
  if (is_word(previous_, "FROM"))
    return is_in_query() && !is_word(before_previous_, "DISTINCT");
  return is_any_word(previous_, "INTO", "JOIN", "UPDATE", "TABLE");
}

SqlToken SqlScanner::double_quoted() {
  if (dialect_.double_quoted_names == Syntax::yes)
    return name('"');
  SqlToken found = string(at_, false);
  if (is_unclear_ || is_unbalanced_ || found.text.size < 3)
    return found;
  const char second = at(at_ + 1);
  const bool precedes_name = at(at_) == '.' && (is_letter(second) || Slice("\"`[*").contains(second));
  if (precedes_name || is_name_expected()) {
    found.kind = SqlTokenKind::quoted_name;
    found.is_string = false;
  }
  return found;
}

SqlToken SqlScanner::backtick() {
  if (dialect_.backtick_names == Syntax::yes)
    return name('`');
  if (dialect_.backtick_names == Syntax::no)
    return token(SqlTokenKind::symbol, at_ + 1);
  const Slice inside = text_.drop_front(at_ + 1);
  return is_simple_name(inside.take_front(inside.find('`'))) ? name('`') : rest();
}

SqlToken SqlScanner::bracket() {
  if (dialect_.bracketed_names == Syntax::yes)
    return name(']');
  if (dialect_.bracketed_names == Syntax::no)
    return token(SqlTokenKind::symbol, at_ + 1);
  constexpr std::size_t max_subscript = 64;
  const Slice behind = text_.drop_front(at_ + 1).take_front(max_subscript + 1);
  const Slice inside = behind.take_front(behind.find(']'));
  if (inside.size < behind.size && is_simple_name(inside))
    return name(']');
  return inside.size > max_subscript || has_quotes(inside) ? rest() : token(SqlTokenKind::symbol, at_ + 1);
}

// Everything that begins with a digit, a letter of its base or of its exponent included.
SqlToken SqlScanner::number() {
  std::size_t i = at_ + 1;
  while (i < text_.size) {
    const char c = at(i), before = at(i - 1);
    const bool is_sign = (c == '+' || c == '-') && (before == 'e' || before == 'E') && is_digit(at(i + 1));
    if (!is_letter(c) && !is_digit(c) && c != '.' && !is_sign)
      break;
    ++i;
  }
  return token(SqlTokenKind::literal, i);
}

// A word directly before a quote: the prefix of a literal.  Returns false if it is none.
bool SqlScanner::prefixed_string(Slice prefix, std::size_t quote, SqlToken &found) {
  if (at(quote) == '&' && at(quote + 1) == '\'' && is_word(prefix, "U")) {
    found = string(quote + 1, false);
    return true;
  }
  if (at(quote) != '\'')
    return false;
  if (is_any_word(prefix, "Q", "NQ") && dialect_.q_quotes != Syntax::no)
    found = dialect_.q_quotes == Syntax::yes ? q_quoted(quote) : rest();
  else if (is_any_word(prefix, "E", "N", "X", "B") || prefix.starts_with("_"))
    found = string(quote, is_word(prefix, "E") && dialect_.dollar_quotes == Syntax::yes);
  else
    return false;
  return true;
}

SqlToken SqlScanner::word() {
  std::size_t i = at_;
  while (at(i) == '@')
    ++i;
  while (is_word_char(at(i)))
    ++i;
  const Slice text = text_.take_front(i).drop_front(at_);
  SqlToken found;
  if (prefixed_string(text, i, found))
    return found;
  // A word that may not stand there: the quote closes a string that seemed to be closed, as in 'the dogs' toy'.
  std::size_t next = i;
  while (is_space(at(next)))
    ++next;
  if (at(next) == '\'' && !stands_beside_string(text))
    return rest();
  return token(SqlTokenKind::word, i);
}

SqlToken SqlScanner::scan() {
  const char c = at(at_);
  if (c == '\0')
    return at_ < text_.size ? rest() : token(SqlTokenKind::end, at_);
  if (is_uuid(text_.drop_front(at_)))
    return token(SqlTokenKind::literal, at_ + uuid_size);
  if (is_letter(c) || (c == '@' && (is_letter(at(at_ + 1)) || at(at_ + 1) == '@')) ||
      (c == '#' && dialect_.hash_in_names))
    return word();
  const bool is_behind_name = previous_kind_ == SqlTokenKind::word || previous_kind_ == SqlTokenKind::quoted_name;
  if (is_digit(c) || (c == '.' && is_digit(at(at_ + 1)) && !is_behind_name))
    return number();
  switch (c) {
  case '\'':
    return string(at_, false);
  case '"':
    return double_quoted();
  case '`':
    return backtick();
  case '[':
    return bracket();
  case '$':
    return dollar();
  case '?':
    return token(SqlTokenKind::placeholder, at_ + 1);
  default:
    return token(SqlTokenKind::symbol, at_ + 1);
  }
}

// A statement begins with a verb.
SqlToken SqlScanner::begin_statement(SqlToken found) {
  if (found.kind != SqlTokenKind::word || !begins_sql_statement(found.text))
    return rest_from(found);
  found.begins_statement = true;
  is_at_statement_ = false;
  verb_ = found.text;
  assigns_ = is_any_word(verb_, "SET", "PRAGMA", "DECLARE");
  return found;
}

SqlToken SqlScanner::rest_from(const SqlToken &found) {
  at_ -= found.text.size;
  return rest();
}

// Decides about words that are values, and about those that a string cannot precede.
SqlToken SqlScanner::classify(SqlToken found) {
  if (found.kind == SqlTokenKind::symbol || found.kind == SqlTokenKind::end)
    return found;
  if (is_at_statement_)
    return found.kind == SqlTokenKind::placeholder ? found : begin_statement(found);
  // EXEC procedure word: an unquoted word is a string there.
  hides_words_ |= is_any_word(verb_, "EXEC", "EXECUTE") && previous_.data != verb_.data && !(previous_ == Slice("."));
  if (found.kind == SqlTokenKind::word && previous_is_string_ && !stands_beside_string(found.text))
    return rest_from(found);
  const bool is_name = found.kind == SqlTokenKind::word || found.kind == SqlTokenKind::quoted_name;
  if (is_name && (hides_words_ || (is_any_word(found.text, "TRUE", "FALSE") && !(previous_ == Slice(".")))))
    found.kind = SqlTokenKind::literal;
  return found;
}

// Are the words behind this one values, as in SET x = word?
bool SqlScanner::precedes_values(const SqlToken &found) {
  if (found.kind == SqlTokenKind::symbol)
    return (assigns_ && found.text == Slice("=")) || (found.text == Slice("(") && is_word(verb_, "PRAGMA"));
  if (found.kind != SqlTokenKind::word)
    return false;
  if (found.begins_statement)
    return is_any_word(verb_, "CONNECT", "PRINT");
  assigns_ |= is_word(verb_, "ALTER") && is_word(found.text, "SET");
  return (assigns_ && is_word(found.text, "TO")) || is_word(found.text, "IDENTIFIED") ||
         (is_word(found.text, "PASSWORD") && depth_ == 0 && is_any_word(verb_, "CREATE", "ALTER", "GRANT")) ||
         (is_word(found.text, "KEY") && is_word(verb_, "ATTACH"));
}

void SqlScanner::note_symbol(char c) {
  if (c == '(') {
    if (++depth_ < max_depth)
      queries_ &= ~(std::uint64_t{1} << depth_);
  } else if (c == ')') {
    depth_ -= depth_ != 0 ? 1 : 0;
  } else if (c == ';') {
    is_at_statement_ = true;
    hides_words_ = false;
    depth_ = 0;
    queries_ = 0;
  }
}

void SqlScanner::note(const SqlToken &found) {
  if (found.kind == SqlTokenKind::symbol)
    note_symbol(found.text.data[0]);
  if (found.kind == SqlTokenKind::word && depth_ < max_depth && is_any_word(found.text, "SELECT", "DELETE", "UPDATE"))
    queries_ |= std::uint64_t{1} << depth_;
  hides_words_ |= precedes_values(found);
  before_previous_ = previous_;
  previous_ = found.text;
  previous_kind_ = found.kind;
  previous_is_string_ = found.is_string;
}

SqlToken SqlScanner::next() {
  if (is_unclear_)
    return token(at_ < text_.size ? SqlTokenKind::literal : SqlTokenKind::end, text_.size);
  const std::size_t from = at_;
  const bool is_clear = skip_space();
  const bool has_space = at_ != from;
  SqlToken found = is_clear ? classify(scan()) : rest();
  found.has_space_before = has_space;
  note(found);
  return found;
}

} // namespace telinject
