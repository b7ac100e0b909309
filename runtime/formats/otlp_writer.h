// Writes messages of OTLP, as JSON or as protobuf: the same calls give either.  Never allocates; async-signal-safe.
#pragma once

#include "runtime/formats/value.h"

namespace telinject::otlp {

enum class Encoding : std::uint8_t { json, protobuf };

// A field of a message: its name in JSON, its number in protobuf.
struct Field {
  Slice name;
  std::uint8_t number;
};

// Calls stand between begin() and end() of their message.  The outermost message is the caller's: its braces, or its
// length, are not written here.
class Writer {
public:
  Writer(TextBuffer &out, Encoding encoding) : out_(out), is_json_(encoding == Encoding::json) {}

  // A message in a field.
  void begin(Field field);
  void end();
  // A repeated field; an element of it that is a message is ended by end().
  void begin_list(Field field);
  void begin_element(Field field);
  void end_list();

  // Fields that have their default value, as 0 and "", are left out.
  void text(Field field, Slice value); // any bytes; becomes valid UTF-8
  void trace_id(Field field, std::uint64_t high, std::uint64_t low);
  void span_id(Field field, std::uint64_t id);
  void fixed64(Field field, std::uint64_t value); // decimal text in JSON
  void fixed32(Field field, std::uint32_t value);
  void number(Field field, std::uint32_t value); // also of an enumeration

  // An element of a list of attributes.  The key is `group` followed by `name`.
  void attribute(Field field, Slice group, Slice name, const Value &value);
  void attribute(Field field, Slice name, Slice value) { attribute(field, Slice(), name, Value::of_text(value)); }
  // The same with a list of one text.
  void list_attribute(Field field, Slice group, Slice name, Slice element);

  // Elements of a list that were written before, in the same encoding.  Not empty.
  void elements(Slice encoded);

private:
  static constexpr int deepest = 12;

  void key(Field field, unsigned wire_type);
  void comma();
  void open_message();
  void put_key_value(Field field, Slice group, Slice name, const Value &value, bool is_list);

  TextBuffer &out_;
  const bool is_json_;
  bool is_first_ = true; // JSON: no comma before what follows
  int depth_ = 0;
  std::size_t begins_[deepest]; // protobuf: where the lengths of open messages stand
};

// Returns the text as valid UTF-8, cut to 16 KB; valid until the next call.
Slice valid_text(Slice text);

// Writes a length of protobuf into its place of length_room bytes.
void patch_length(char *place, std::size_t length);
constexpr std::size_t length_room = 4;

} // namespace telinject::otlp
