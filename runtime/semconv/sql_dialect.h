// What the databases disagree about in the lexical structure of SQL.  Pure and async-signal-safe.
#pragma once

#include "runtime/base/text.h"

namespace telinject {

// unclear: settings of the server decide, or the database is not known.  Where an unclear rule would decide which part
// of a statement is a literal, the rest of the statement counts as one.
enum class Syntax : std::uint8_t { no, yes, unclear };

struct SqlDialect {
  Slice system;               // db.system.name
  Syntax backslash_escapes;   // in '...': \' does not end the string
  Syntax double_quoted_names; // "..." is a name and never a string
  Syntax backtick_names;      // `...` is a name
  Syntax bracketed_names;     // [...] is a name
  Syntax hash_comments;       // # begins a comment
  Syntax dash_comments;       // -- begins a comment, whatever follows; no: only before white space
  Syntax nested_comments;     // of the form /* /* */ */
  Syntax dollar_quotes;       // $$...$$ and $tag$...$tag$ are strings
  Syntax q_quotes;            // q'[...]' is a string
  bool hash_in_names;         // # is a letter of names
  bool dollar_numbers;        // $1 is an amount of money
};

// Returns null if the statements of that system are not SQL, or it is not known.
const SqlDialect *find_sql_dialect(Slice system);

} // namespace telinject
