// The text of a statement without literals: see sql_statement.h.
#include "runtime/semconv/sql_statement.h"

#include "runtime/semconv/shapes.h"
#include "runtime/semconv/sql_scanner.h"
#include "runtime/semconv/sql_words.h"

namespace telinject {

namespace {

constexpr Slice hidden = "?";

// Leaves out the literals but the first of IN (1, 2, 3).
class InList {
public:
  // Returns true if the token is to be left out.
  bool skips(const SqlToken &token) {
    const bool is_value = token.kind == SqlTokenKind::literal || token.kind == SqlTokenKind::placeholder;
    switch (state_) {
    case State::outside:
      state_ = token.kind == SqlTokenKind::word && is_word(token.text, "IN") ? State::in : State::outside;
      return false;
    case State::in:
      state_ = token.text == Slice("(") ? State::first : State::outside;
      return false;
    case State::first:
      state_ = is_value ? State::values : State::outside;
      return false;
    case State::values:
      if (is_value || token.text == Slice(",") || token.text == Slice("-"))
        return true;
      state_ = State::outside;
      return false;
    }
    return false;
  }

private:
  enum class State : std::uint8_t { outside, in, first, values };
  State state_ = State::outside;
};

bool has_control_character(Slice text) {
  for (std::size_t i = 0; i < text.size; ++i)
    if (static_cast<unsigned char>(text.data[i]) < ' ' || text.data[i] == '\x7f')
      return true;
  return false;
}

void put_token(TextBuffer &out, const SqlToken &token) {
  const bool is_name = token.kind == SqlTokenKind::word || token.kind == SqlTokenKind::quoted_name;
  const bool is_hidden = token.kind == SqlTokenKind::literal || has_control_character(token.text) ||
                         (is_name && has_secret_shape(token.text));
  out.put(is_hidden ? hidden : token.text);
}

} // namespace

void put_sanitised_statement(TextBuffer &out, Slice text, Slice system, bool is_cut) {
  const SqlDialect *const dialect = find_sql_dialect(system);
  if (!dialect)
    return out.put(text.empty() ? Slice() : hidden);
  const std::size_t begin = out.size();
  std::size_t first_string = 0;
  bool has_string = false;
  SqlScanner scanner(text, *dialect, is_cut);
  InList list;
  for (SqlToken token = scanner.next(); token.kind != SqlTokenKind::end; token = scanner.next()) {
    if (list.skips(token))
      continue;
    const std::size_t before = out.size();
    if (token.has_space_before && before != begin)
      out.put(' ');
    if (token.is_string && !has_string) {
      has_string = true;
      first_string = out.size();
    }
    put_token(out, token);
    if (out.overflow())
      return out.truncate(before);
  }
  if (scanner.is_unbalanced() && has_string) {
    out.truncate(first_string);
    out.put(hidden);
  }
}

} // namespace telinject
