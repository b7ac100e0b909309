// The two encodings of OTLP: see otlp_writer.h.  In protobuf, the length of a message stands in front of it and is known
// at its end: it has a place of fixed size, as a varint may have more bytes than it needs.
#include "runtime/formats/otlp_writer.h"

#include "runtime/base/double_text.h"
#include "runtime/base/json_text.h"
#include "runtime/formats/jsonl_values.h"

namespace telinject::otlp {

namespace {

constexpr unsigned wire_varint = 0, wire_fixed64 = 1, wire_bytes = 2, wire_fixed32 = 5;

// Fields of KeyValue, AnyValue and ArrayValue.
constexpr unsigned key_value_key = 1, key_value_value = 2;
constexpr unsigned any_string = 1, any_bool = 2, any_int = 3, any_double = 4, any_array = 5;
constexpr unsigned array_values = 1;

constexpr std::size_t varint_size(std::uint64_t value) {
  std::size_t n = 1;
  for (; value >= 0x80; value >>= 7)
    ++n;
  return n;
}

void put_varint(TextBuffer &out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7)
    out.put(static_cast<char>(value | 0x80));
  out.put(static_cast<char>(value));
}

void put_tag(TextBuffer &out, unsigned number, unsigned wire_type) {
  put_varint(out, number << 3 | wire_type);
}

template <class T> void put_little_endian(TextBuffer &out, T value) {
  static_assert(std::endian::native == std::endian::little);
  if (char *const p = out.allocate(sizeof value))
    std::memcpy(p, &value, sizeof value);
}

void put_big_endian(TextBuffer &out, std::uint64_t value) {
  put_little_endian(out, __builtin_bswap64(value));
}

void put_field(TextBuffer &out, unsigned number, Slice bytes) {
  put_tag(out, number, wire_bytes);
  put_varint(out, bytes.size);
  out.put(bytes);
}

bool fits_int64(const Value &value) {
  return value.kind == Value::Kind::integer || value.word <= ~std::uint64_t{0} >> 1;
}

// What protobuf has no number for is text: natural numbers of 2^63 and more, and long doubles out of a double's range.
Value as_otlp_value(const Value &value) {
  static constinit char memory[64];
  static constinit char object_memory[2048];
  TextBuffer out(memory, sizeof memory);
  switch (value.kind) {
  case Value::Kind::natural:
    if (fits_int64(value))
      return {.kind = Value::Kind::integer, .word = value.word, .text = {}};
    out.decimal(value.word);
    return Value::of_text(out.slice());
  case Value::Kind::long_real: {
    put_long_double(out, value.long_real);
    const Slice text = out.slice();
    if (text.starts_with("\"") && !(text == Slice("\"NaN\"")) && text.find("Infinity") == text.size)
      return Value::of_text(text.drop_front(1).take_front(text.size - 2));
    return {.kind = Value::Kind::real, .real = static_cast<double>(value.long_real), .text = {}};
  }
  case Value::Kind::object: {
    TextBuffer json(object_memory, sizeof object_memory);
    put_json(json, value);
    return Value::of_text(json.slice());
  }
  case Value::Kind::json:
    return Value::of_text(value.text);
  default:
    return value;
  }
}

} // namespace

Slice valid_text(Slice text) {
  static constinit char memory[16 * 1024]; // used under the drain lock only
  if (is_valid_utf8(text))
    return text;
  TextBuffer out(memory, sizeof memory);
  put_valid_utf8(out, text); // a longer one ends at a character
  return out.slice();
}

void patch_length(char *place, std::size_t length) {
  for (std::size_t i = 0; i < length_room; ++i, length >>= 7)
    place[i] = static_cast<char>((length & 0x7f) | (i + 1 < length_room ? 0x80 : 0));
}

void Writer::comma() {
  if (!is_first_)
    out_.put(',');
  is_first_ = false;
}

void Writer::key(Field field, unsigned wire_type) {
  if (!is_json_)
    return put_tag(out_, field.number, wire_type);
  comma();
  out_.put('"');
  out_.put(field.name);
  out_.put("\":");
}

void Writer::open_message() {
  if (is_json_) {
    out_.put('{');
    is_first_ = true;
  } else {
    begins_[depth_++] = out_.size();
    out_.allocate(length_room);
  }
}

void Writer::begin(Field field) {
  key(field, wire_bytes);
  open_message();
}

void Writer::begin_element(Field field) {
  if (is_json_)
    comma();
  else
    put_tag(out_, field.number, wire_bytes);
  open_message();
}

void Writer::end() {
  if (is_json_) {
    out_.put('}');
    is_first_ = false;
    return;
  }
  const std::size_t begin = begins_[--depth_];
  if (!out_.overflow())
    patch_length(out_.at(begin), out_.size() - begin - length_room);
}

void Writer::begin_list(Field field) {
  if (!is_json_)
    return;
  key(field, wire_bytes);
  out_.put('[');
  is_first_ = true;
}

void Writer::end_list() {
  if (!is_json_)
    return;
  out_.put(']');
  is_first_ = false;
}

void Writer::text(Field field, Slice value) {
  if (value.empty())
    return;
  key(field, wire_bytes);
  if (is_json_)
    return put_json_string(out_, value);
  value = valid_text(value);
  put_varint(out_, value.size);
  out_.put(value);
}

void Writer::trace_id(Field field, std::uint64_t high, std::uint64_t low) {
  key(field, wire_bytes);
  if (is_json_) {
    out_.put('"');
    out_.hex16(high);
    out_.hex16(low);
    return out_.put('"');
  }
  put_varint(out_, 16);
  put_big_endian(out_, high);
  put_big_endian(out_, low);
}

void Writer::span_id(Field field, std::uint64_t id) {
  if (id == 0)
    return;
  key(field, wire_bytes);
  if (is_json_) {
    out_.put('"');
    out_.hex16(id);
    return out_.put('"');
  }
  put_varint(out_, 8);
  put_big_endian(out_, id);
}

void Writer::fixed64(Field field, std::uint64_t value) {
  if (value == 0)
    return;
  key(field, wire_fixed64);
  if (!is_json_)
    return put_little_endian(out_, value);
  out_.put('"');
  out_.decimal(value);
  out_.put('"');
}

void Writer::fixed32(Field field, std::uint32_t value) {
  if (value == 0)
    return;
  key(field, wire_fixed32);
  if (is_json_)
    out_.decimal(value);
  else
    put_little_endian(out_, value);
}

void Writer::number(Field field, std::uint32_t value) {
  if (value == 0)
    return;
  key(field, wire_varint);
  if (is_json_)
    out_.decimal(value);
  else
    put_varint(out_, value);
}

namespace {

void put_json_any(TextBuffer &out, const Value &value) {
  switch (value.kind) {
  case Value::Kind::boolean:
    out.put("{\"boolValue\":");
    break;
  case Value::Kind::integer:
    out.put("{\"intValue\":\"");
    out.signed_decimal(static_cast<std::int64_t>(value.word));
    return out.put("\"}");
  case Value::Kind::real:
    out.put("{\"doubleValue\":");
    break;
  case Value::Kind::text:
    out.put("{\"stringValue\":");
    break;
  default:
    return out.put("{}");
  }
  put_json(out, value);
  out.put('}');
}

std::size_t any_size(const Value &value) {
  switch (value.kind) {
  case Value::Kind::boolean:
    return 2;
  case Value::Kind::integer:
    return 1 + varint_size(value.word);
  case Value::Kind::real:
    return 9;
  case Value::Kind::text:
    return 1 + varint_size(value.text.size) + value.text.size;
  default:
    return 0;
  }
}

void put_any(TextBuffer &out, const Value &value) {
  switch (value.kind) {
  case Value::Kind::boolean:
    put_tag(out, any_bool, wire_varint);
    return put_varint(out, value.word);
  case Value::Kind::integer:
    put_tag(out, any_int, wire_varint);
    return put_varint(out, value.word);
  case Value::Kind::real:
    put_tag(out, any_double, wire_fixed64);
    return put_little_endian(out, value.real);
  case Value::Kind::text:
    return put_field(out, any_string, value.text);
  default:
    return;
  }
}

constexpr std::size_t sized(std::size_t size) { // as a field with a tag of one byte
  return 1 + varint_size(size) + size;
}

} // namespace

void Writer::put_key_value(Field field, Slice group, Slice name, const Value &from, bool is_list) {
  static constinit char key_memory[8 * 1024]; // used under the drain lock only
  Value value = as_otlp_value(from);
  if (is_json_) {
    comma();
    out_.put("{\"key\":\"");
    put_json(out_, group);
    telinject::put_json(out_, name);
    out_.put(is_list ? Slice("\",\"value\":{\"arrayValue\":{\"values\":[") : Slice("\",\"value\":"));
    put_json_any(out_, value);
    return out_.put(is_list ? Slice("]}}}") : Slice("}"));
  }
  TextBuffer key_text(key_memory, sizeof key_memory);
  key_text.put(valid_text(group));
  key_text.put(valid_text(name));
  const Slice key = key_text.slice();
  if (value.kind == Value::Kind::text)
    value.text = valid_text(value.text);
  const std::size_t any = any_size(value), in_list = sized(sized(any));
  const std::size_t value_size = is_list ? in_list : any;
  put_tag(out_, field.number, wire_bytes);
  put_varint(out_, sized(key.size) + sized(value_size));
  put_field(out_, key_value_key, key);
  put_tag(out_, key_value_value, wire_bytes);
  put_varint(out_, value_size);
  if (is_list) {
    put_tag(out_, any_array, wire_bytes);
    put_varint(out_, sized(any));
    put_tag(out_, array_values, wire_bytes);
    put_varint(out_, any);
  }
  put_any(out_, value);
}

void Writer::attribute(Field field, Slice group, Slice name, const Value &value) {
  put_key_value(field, group, name, value, false);
}

void Writer::list_attribute(Field field, Slice group, Slice name, Slice element) {
  put_key_value(field, group, name, Value::of_text(element), true);
}

void Writer::elements(Slice encoded) {
  if (encoded.empty())
    return;
  if (is_json_)
    comma();
  out_.put(encoded);
}

} // namespace telinject::otlp
