// The attributes of a library's call as they are stored: in a record, clean, or in the table of handles.
#pragma once

#include "runtime/core/attributes.h"
#include "runtime/frontend/calls.h"
#include "runtime/frontend/values.h"

namespace telinject {

// The longest code of an attribute that is stored.
constexpr std::size_t max_code = 64;
// What an attribute takes at most: its code, then a text.
constexpr std::size_t max_attribute = 2 * sizeof(TextHeader) + padded(max_code) + padded(max_attribute_bytes);

// The object that the table of handles knows: the handle's, or a part of it that has a name (a prepared statement of a
// connection).
const void *object_of(const CallState &call);

// Is the value recorded?  A text that is not there is not, nor a message unless the call failed.
bool is_recorded_attribute(const CallState &call, const CallValue &value);

// Writes the value at p, its text as it is.  At least max_attribute bytes must follow p.
char *put_attribute(char *p, const CallState &call, const CallValue &value);
// The same without literals and secrets: rings may be files.  2 * max_attribute bytes must follow p; those behind the
// result are zero.
char *put_clean_attribute_of(char *p, const CallState &call, const CallValue &value);

} // namespace telinject
