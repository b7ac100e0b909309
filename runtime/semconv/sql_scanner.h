// Splits SQL into tokens in one pass, without memory of its own.  It never takes a part of a literal for something else:
// where the text does not tell, the rest of the text is one literal (is_unclear).  Pure and async-signal-safe.
#pragma once

#include "runtime/semconv/sql_dialect.h"

namespace telinject {

enum class SqlTokenKind : std::uint8_t {
  end,
  word,        // a keyword, an unquoted name, @variable
  quoted_name, // "name", `name`, [name]
  literal,     // a string, a number, true, false, …
  placeholder, // ?, $1
  symbol       // any other character
};

struct SqlToken {
  SqlTokenKind kind = SqlTokenKind::end;
  Slice text;
  bool has_space_before = false; // white space or comments
  bool begins_statement = false; // the first word of a statement
  bool is_string = false;        // a literal in quotes
};

class SqlScanner {
public:
  // is_cut: the text is only the front of a statement.
  SqlScanner(Slice text, const SqlDialect &dialect, bool is_cut) : text_(text), dialect_(dialect), is_cut_(is_cut) {}

  SqlToken next();
  // The rest of the text, from the last token on, counts as a literal.
  bool is_unclear() const { return is_unclear_; }
  // Ends within a string although the text is not cut: its quotes do not pair, so that what looked like words may have
  // been a part of a string, from the first string on.
  bool is_unbalanced() const { return is_unbalanced_; }
  // May a table be named after FROM here?  No: of a function's arguments, as in extract(year from x).
  bool is_in_query() const { return depth_ < max_depth && (queries_ >> depth_ & 1) != 0; }

private:
  static constexpr unsigned max_depth = 64;

  char at(std::size_t i) const { return i < text_.size ? text_.data[i] : '\0'; }
  SqlToken token(SqlTokenKind kind, std::size_t end);
  SqlToken string_token(std::size_t end);
  SqlToken rest();
  SqlToken rest_from(const SqlToken &token);
  SqlToken string(std::size_t quote, bool escapes);
  SqlToken name(char close);
  SqlToken word();
  SqlToken number();
  SqlToken q_quoted(std::size_t quote);
  SqlToken dollar_quoted(std::size_t tag);
  SqlToken dollar();
  SqlToken double_quoted();
  SqlToken backtick();
  SqlToken bracket();
  SqlToken scan();
  bool skip_space();
  Syntax line_comment() const;
  bool skip_block_comment();
  void skip_line();
  bool is_name_expected() const;
  bool is_word_char(char c) const;
  bool prefixed_string(Slice prefix, std::size_t quote, SqlToken &found);
  SqlToken begin_statement(SqlToken token);
  SqlToken classify(SqlToken token);
  bool precedes_values(const SqlToken &token);
  void note_symbol(char c);
  void note(const SqlToken &token);

  Slice text_;
  const SqlDialect &dialect_;
  bool is_cut_;
  std::size_t at_ = 0;
  bool is_unclear_ = false, is_unbalanced_ = false;
  bool is_at_statement_ = true;
  bool assigns_ = false;     // the statement assigns settings
  bool hides_words_ = false; // words are values, as in SET x = word
  Slice verb_, previous_, before_previous_;
  SqlTokenKind previous_kind_ = SqlTokenKind::end;
  bool previous_is_string_ = false;
  unsigned depth_ = 0;        // of parentheses
  std::uint64_t queries_ = 0; // a bit for each depth: a query stands there
};

} // namespace telinject
