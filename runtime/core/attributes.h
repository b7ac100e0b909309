// The attributes of an HTTP or a database call: what follows the heads of its entry and its exit record (SpanLink;
// LoopEnd, Suppressed, FoldedHead, ErrorHead) up to the record's end.  An attribute is the address of a code literal,
// then a value.
//
// A code literal is TYPE, FLAGS, a space, NAME: "s db.query.text", "tp db.query.text".
//   TYPE   the code of a value (telinject.h): i, u, l, m, b, s, t, …
//   FLAGS  none or several of attribute_…
//   NAME   as in OpenTelemetry's semantic conventions
#pragma once

#include <cstddef>

namespace telinject {

// Text of an attribute may be a statement or a URL, and is longer than other values.
constexpr std::size_t max_attribute_bytes = 4096;

// Flags of a code literal.
constexpr char attribute_parameterised = 'p'; // of db.query.text: the values of the statement are passed apart from it

} // namespace telinject
