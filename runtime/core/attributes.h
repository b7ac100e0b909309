// The attributes of an HTTP or a database call: what follows the heads of its entry and its exit record (SpanLink;
// LoopEnd, Suppressed, FoldedHead, ErrorHead) up to the record's end.  An attribute is a code as text (TextHeader and
// bytes, padded), then a value.
//
// A code is TYPE, FLAGS, a space, NAME: "s db.query.text", "sp db.query.text", "i http.response.status_code".
//   TYPE   the code of a value (telinject.h): s and t for text, words as b, i, u, l, m, x and y
//   FLAGS  none or several of attribute_…
//   NAME   as in OpenTelemetry's semantic conventions
// A site of such a call is one inside a function (site.h): ASPECT ROLE, FILE:LINE, CALLEE, and a line NAME=VALUE for each
// constant attribute.  ROLE is client, server or internal.
#pragma once

#include <cstddef>

namespace telinject {

// Text of an attribute may be a statement or a URL, and is longer than other values.
constexpr std::size_t max_attribute_bytes = 4096;

// Flags of a code.  Of db.query.text: the values of the statement are passed apart from it; of a Redis command: the text
// is a constant of the program.
constexpr char attribute_parameterised = 'p';

} // namespace telinject
