// What is recorded of an SQL statement: its text without literals, and its summary.  Pure and async-signal-safe; one pass
// over the text, no memory but the output's.
#pragma once

#include "runtime/base/text.h"

namespace telinject {

// db.query.summary is no longer than that.
constexpr std::size_t max_query_summary = 255;

// Appends the statement with `?` in place of each literal, one space in place of white space and comments, and `IN (?)`
// in place of longer lists.  What is not certain to be no literal is replaced too, up to the end; so is the text of a
// system whose statements are not SQL.  system: db.system.name.  is_cut: the text is the front of a statement.
// Sanitising the result again does not change it.
void put_sanitised_statement(TextBuffer &out, Slice text, Slice system, bool is_cut);

// Appends "SELECT songs artists": operations and their targets in the order and the spelling of the statement, as many
// as fit into max_query_summary; nothing if there are none.
void put_query_summary(TextBuffer &out, Slice text, Slice system, bool is_cut);

} // namespace telinject
