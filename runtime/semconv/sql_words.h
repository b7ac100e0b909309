// Words of SQL that tell what may stand beside them.  Pure and async-signal-safe.
#pragma once

#include "runtime/base/text.h"

namespace telinject {

// Compares without regard to the case of ASCII letters.  upper: in upper case.
bool is_word(Slice text, Slice upper);
template <class... Words> bool is_any_word(Slice text, const Words &...upper) {
  return (is_word(text, Slice(upper)) || ...);
}

// May a statement begin with this word?
bool begins_sql_statement(Slice word);

// May this word stand next to a string literal?  Keywords and names of types, but no names of tables and columns.
bool stands_beside_string(Slice word);

} // namespace telinject
