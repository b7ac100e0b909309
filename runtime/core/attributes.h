// The attributes of an HTTP or a database call: what follows the heads of its entry and its exit record (SpanLink;
// LoopEnd, Suppressed, FoldedHead, ErrorHead) up to the record's end.  An attribute is a code as text (TextHeader and
// bytes, padded), then a value.  Pure and async-signal-safe.
//
// A code is TYPE, FLAGS, a space, NAME: "s db.query.text", "sp db.query.text", "i http.response.status_code".
//   TYPE   the code of a value (telinject.h): s and t for text, words as b, i, u, l, m, x and y; r: redacted
//   FLAGS  none or several of attribute_…
//   NAME   as in OpenTelemetry's semantic conventions
// A site of such a call is one inside a function (site.h): ASPECT ROLE, FILE:LINE, CALLEE, and a line NAME=VALUE for each
// constant attribute.  ROLE is client, server or internal.
#pragma once

#include "runtime/base/text.h"
#include "runtime/core/record.h"

namespace telinject {

// Text of an attribute may be a statement or a URL, and is longer than other values.
constexpr std::size_t max_attribute_bytes = 4096;

// Flags of a code.  Of db.query.text: the values of the statement are passed apart from it; of a Redis command: the text
// is a constant of the program.
constexpr char attribute_parameterised = 'p';
// The text was passed in units of 2 or 4 bytes; it is stored as UTF-8.
constexpr char attribute_utf16 = '2';
constexpr char attribute_utf32 = '4';

struct Attribute {
  Slice name;
  char type = 0;
  bool is_parameterised = false;
  bool has_value = false;      // false: a null pointer, unreadable, redacted
  bool is_cut = false;         // the text is the front of what was passed
  Slice text;                  // of s and t
  const char *value = nullptr; // of the others: where it is
  const char *value_end = nullptr;

  bool is_text() const { return type == 's' || type == 't'; }
  // The value of a word.
  std::int64_t number() const;
};

class AttributeReader {
public:
  AttributeReader(const char *begin, const char *end) : at_(begin), end_(end) {}
  // Returns false at the end, and at an attribute that does not fit into the record.
  bool next(Attribute &attribute);
  // Where the next attribute begins.
  const char *position() const { return at_; }

private:
  bool take_text(Slice &text, std::uint32_t &flags);

  const char *at_;
  const char *end_;
};

// Returns a reader of the record's attributes; for other kinds of records it has none.  The heads must be whole.
AttributeReader attributes_of(const Record *r);

// Did the call fail, by its attributes or by an exception?  An HTTP status below 500 is no failure here.
bool is_failed_call(const Record *r);

} // namespace telinject
