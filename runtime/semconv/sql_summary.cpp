// db.query.summary: see sql_statement.h.
#include "runtime/semconv/shapes.h"
#include "runtime/semconv/sql_scanner.h"
#include "runtime/semconv/sql_statement.h"
#include "runtime/semconv/sql_words.h"

namespace telinject {

namespace {

// Follows the clauses of a statement in which tables are named.
class Summary {
public:
  Summary(TextBuffer &out, SqlScanner &scanner) : out_(out), begin_(out.size()), scanner_(scanner) {}

  void run() {
    for (SqlToken token = scanner_.next(); token.kind != SqlTokenKind::end && !is_full_; token = scanner_.next()) {
      if (token.is_string && !has_string_) {
        has_string_ = true;
        first_string_ = out_.size();
      }
      if (scanner_.is_unclear())
        break;
      take(token);
      previous_ = token;
    }
    finish_name();
    while (has_string_ && scanner_.next().kind != SqlTokenKind::end) {
    }
    if (scanner_.is_unbalanced() && has_string_)
      out_.truncate(first_string_ > begin_ ? first_string_ : begin_);
  }

private:
  // What the next name is, for each depth of parentheses.
  enum : unsigned { max_depth = 64 };
  struct Level {
    bool expects = false; // a target
    bool in_from = false; // further ones follow after commas
  };

  Level &level() { return levels_[depth_ < max_depth ? depth_ : max_depth - 1]; }

  void take(const SqlToken &token) {
    if (token.text == Slice(".") && name_.size() != 0) {
      name_.put('.');
      continues_name_ = true;
      return;
    }
    if (continues_name_) {
      continues_name_ = false;
      if (is_name(token))
        return name_.put(token.text);
      name_.truncate(0); // "a.?"
    }
    finish_name();
    if (token.kind == SqlTokenKind::symbol)
      return take_symbol(token.text.data[0]);
    if (token.begins_statement)
      return begin_statement(token);
    if (token.kind == SqlTokenKind::word && take_keyword(token))
      return;
    if (level().expects && is_name(token))
      name_.put(token.text);
    if (token.kind != SqlTokenKind::placeholder)
      level().expects = false;
  }

  static bool is_name(const SqlToken &token) {
    return token.kind == SqlTokenKind::quoted_name || token.kind == SqlTokenKind::word;
  }

  void take_symbol(char c) {
    if (c == '(') {
      const bool expects = level().expects;
      level().expects = false;
      const bool is_list = is_plain(previous_) && is_word(previous_.text, "USING"); // of columns
      ++depth_;
      level() = {expects && !is_list, expects && !is_list};
    } else if (c == ')') {
      depth_ -= depth_ != 0 ? 1 : 0;
    } else if (c == ',') {
      level().expects = level().in_from;
    } else if (c == ';') {
      depth_ = 0;
      level() = {};
      is_body_ = false;
    } else {
      level().expects = false;
    }
  }

  void begin_statement(const SqlToken &token) {
    level() = {};
    verb_ = token.text;
    if (is_word(verb_, "WITH"))
      return;
    put(verb_);
    takes_type_ = is_any_word(verb_, "CREATE", "ALTER", "DROP");
    level().expects = is_any_word(verb_, "UPDATE", "INSERT", "MERGE", "REPLACE", "TRUNCATE", "CALL", "EXEC", "EXECUTE",
                                  "DELETE", "PRAGMA", "COPY", "USE", "REINDEX", "VACUUM");
  }

  // Returns false for a word that may be a name.
  bool take_keyword(const SqlToken &token) {
    const Slice word = token.text;
    if (takes_type_)
      return take_type(word);
    if (is_body_)
      return true;
    if (is_word(word, "SELECT") || (is_any_word(word, "INSERT", "UPDATE", "DELETE", "MERGE") && begins_part())) {
      put(word);
      level() = {!is_word(word, "SELECT"), false};
      return true;
    }
    if (is_word(word, "FROM")) {
      const bool is_clause = scanner_.is_in_query() && !(is_plain(previous_) && is_word(previous_.text, "DISTINCT"));
      if (is_clause)
        level() = {true, true};
      return true;
    }
    if (is_any_word(word, "JOIN", "INTO", "OVERWRITE") ||
        (is_word(word, "USING") && !is_any_word(verb_, "EXECUTE", "OPEN"))) {
      level().expects = true;
      return true;
    }
    if (is_any_word(word, "WHERE", "GROUP", "ORDER", "HAVING", "LIMIT", "OFFSET", "FETCH", "UNION", "INTERSECT",
                    "EXCEPT", "SET", "VALUES", "RETURNING", "WINDOW", "FOR", "WHEN", "DEFAULT")) {
      level() = {};
      return true;
    }
    if (is_any_word(word, "ON", "OUTFILE", "DUMPFILE", "AS")) {
      level().expects = false;
      return true;
    }
    // Between an operation and its target.
    return is_any_word(word, "ONLY", "LATERAL", "OR", "IGNORE", "REPLACE", "ROLLBACK", "ABORT", "FAIL", "LOW_PRIORITY",
                       "DELAYED", "HIGH_PRIORITY", "QUICK", "TABLE", "FULL", "FREEZE", "IF", "NOT", "EXISTS", "TEMP",
                       "TEMPORARY", "CONCURRENTLY");
  }

  static bool is_plain(const SqlToken &token) { return token.kind == SqlTokenKind::word; }

  // May an operation begin here?  No: FOR UPDATE, ON DELETE, DO UPDATE, WHEN MATCHED THEN INSERT.
  bool begins_part() const {
    return previous_.text == Slice("(") || previous_.text == Slice(")") ||
           (is_plain(previous_) &&
            (previous_.begins_statement ? is_any_word(previous_.text, "EXPLAIN", "ANALYZE", "DESCRIBE", "PREPARE")
                                        : is_any_word(previous_.text, "ANALYZE", "VERBOSE", "PLAN", "AS") &&
                                              !is_any_word(verb_, "CREATE", "ALTER", "DROP")));
  }

  // The type of what is created: CREATE UNIQUE INDEX gives "CREATE INDEX".
  bool take_type(Slice word) {
    const bool is_type = is_any_word(word, "TABLE", "INDEX", "VIEW", "DATABASE", "SCHEMA", "SEQUENCE", "TRIGGER",
                                     "FUNCTION", "PROCEDURE", "TYPE", "USER", "ROLE", "EXTENSION", "DOMAIN", "LOGIN",
                                     "EVENT", "SERVER", "TABLESPACE", "SYNONYM", "PACKAGE", "AGGREGATE", "POLICY");
    if (!is_type)
      return true;
    takes_type_ = false;
    put(word);
    level().expects = true;
    is_body_after_name_ = !is_any_word(word, "TABLE", "VIEW");
    return true;
  }

  // The parts of a name are put together without white space and comments.
  void finish_name() {
    const Slice name = name_.slice();
    if (name_.overflow())
      is_full_ = true;
    if (name.empty())
      return;
    if (!continues_name_ && !is_full_ && name.data[0] != '@' && !has_secret_shape(name))
      put(name);
    name_.truncate(0);
    is_body_ = is_body_after_name_;
    is_body_after_name_ = false;
  }

  void put(Slice text) {
    const std::size_t before = out_.size();
    if (before != begin_)
      out_.put(' ');
    out_.put(text);
    if (out_.overflow() || out_.size() - begin_ > max_query_summary) {
      is_full_ = true;
      out_.truncate(before);
    }
  }

  TextBuffer &out_;
  std::size_t begin_, first_string_ = 0;
  SqlScanner &scanner_;
  Level levels_[max_depth];
  unsigned depth_ = 0;
  SqlToken previous_;
  Slice verb_;
  char name_memory_[max_query_summary];
  TextBuffer name_{name_memory_, sizeof name_memory_}; // a target, until it ends
  bool continues_name_ = false;                        // a '.' followed it
  bool takes_type_ = false, is_body_ = false, is_body_after_name_ = false;
  bool has_string_ = false, is_full_ = false;
};

} // namespace

void put_query_summary(TextBuffer &out, Slice text, Slice system, bool is_cut) {
  const SqlDialect *const dialect = find_sql_dialect(system);
  if (!dialect)
    return;
  SqlScanner scanner(text, *dialect, is_cut);
  Summary(out, scanner).run();
}

} // namespace telinject
