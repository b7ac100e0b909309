// Reads untrusted JSON: finds values in a text without copying it and without allocating.  Strict (RFC 8259, valid
// UTF-8, at most 32 levels deep): a text that is malformed anywhere is rejected as a whole.  If a key occurs twice in
// an object, the last one counts.  Pure and async-signal-safe.
#pragma once

#include "runtime/base/text.h"

namespace telinject {

// A value in a validated text; empty if it does not exist.  Valid as long as that text.
class JsonValue {
public:
  JsonValue() = default;

  bool there() const { return !raw_.empty(); }
  bool is_object() const { return there() && raw_.data[0] == '{'; }
  bool is_array() const { return there() && raw_.data[0] == '['; }
  bool is_string() const { return there() && raw_.data[0] == '"'; }

  // Value of a key in an object; empty if there is none.
  JsonValue member(Slice key) const;
  // Element n of an array, from 0; empty if there is none.
  JsonValue element(std::size_t n) const;
  // Appends a string's characters.  Returns false, and appends nothing, if it is not a string or `out` has no room.
  bool text(TextBuffer &out) const;
  // The text of a number, true or false.
  Slice raw() const { return raw_; }

  // Iterates over an object: start with `rest` = members(); each call removes one member.  Returns false at the end.
  Slice members() const;
  static bool next_member(Slice &rest, JsonValue &key, JsonValue &value);

private:
  friend JsonValue read_json(Slice text);
  explicit JsonValue(Slice raw) : raw_(raw) {}

  Slice raw_;
};

// Parses a text; returns an empty value if it is malformed.
JsonValue read_json(Slice text);

} // namespace telinject
