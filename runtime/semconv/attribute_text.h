// What may be recorded of the text of an attribute.  Pure and async-signal-safe.
#pragma once

#include "runtime/base/text.h"

namespace telinject {

struct AttributeText {
  Slice name;
  Slice text;
  Slice system;             // db.system.name of the call; empty: it is an HTTP call
  bool is_constant = false; // attribute_parameterised: of a Redis command, a constant of the program
  bool is_cut = false;      // the text is the front of what was passed
};

// Is the attribute never recorded?  The values of a statement's parameters.
bool is_secret_attribute(Slice name);

// Appends the text without literals and secrets: of statements, commands, URLs, headers and messages by their own rules,
// of others as put_redacted_value.  Cleaning the result again does not change it, so that hooks may do it before they
// store the text, and the writer does it in any case.
void put_clean_attribute(TextBuffer &out, const AttributeText &attribute);

// Appends the first line of a database's message.  Messages repeat values of the statement in quotes, or in parentheses
// behind '=': everything from the first to the last of them becomes `?`, or everything up to the end if it is not certain
// which is the last.
void put_clean_database_message(TextBuffer &out, Slice message, bool is_cut);

} // namespace telinject
