// Reads JSON that somebody else wrote: picks values out of a text, without copying it and without memory of its own.
// Strict (RFC 8259, valid UTF-8, at most 32 levels deep): what is malformed anywhere is refused as a whole.  Where a
// key stands twice in an object, the last one counts.  Pure and async-signal-safe.
#pragma once

#include "runtime/base/text.h"

namespace telinject {

// A value in a text that was accepted; an empty one where there is none.  Valid as long as that text.
class JsonValue {
public:
  JsonValue() = default;

  bool there() const { return !raw_.empty(); }
  bool is_object() const { return there() && raw_.data[0] == '{'; }
  bool is_array() const { return there() && raw_.data[0] == '['; }
  bool is_string() const { return there() && raw_.data[0] == '"'; }

  // Of an object.
  JsonValue member(Slice key) const;
  // Of an array, from 0.
  JsonValue element(std::size_t n) const;
  // Appends a string's characters; false (and nothing appended) where it is no string or `out` has no room.
  bool text(TextBuffer &out) const;
  // A number, true or false, as it is written.
  Slice raw() const { return raw_; }

  // Goes through an object: `rest` begins as members(), each call takes one off it.  False: no more.
  Slice members() const;
  static bool next_member(Slice &rest, JsonValue &key, JsonValue &value);

private:
  friend JsonValue read_json(Slice text);
  explicit JsonValue(Slice raw) : raw_(raw) {}

  Slice raw_;
};

// The value that the text holds; empty where it is malformed.
JsonValue read_json(Slice text);

} // namespace telinject
