// Renders values: numbers and booleans as JSON, characters and text as strings, pointers as "0x...".
#include "runtime/formats/jsonl_values.h"

#include "runtime/base/double_text.h"
#include "runtime/base/json_text.h"
#include "runtime/formats/format.h"

namespace telinject {

void put_cut_string(TextBuffer &out, Slice s) {
  put_json_string(out, cut_utf8(s, render_options.value_bytes));
}

void put_json(TextBuffer &out, const Value &value) {
  switch (value.kind) {
  case Value::Kind::null:
    return out.put("null");
  case Value::Kind::boolean:
    return out.put(value.word != 0 ? Slice("true") : Slice("false"));
  case Value::Kind::integer:
    return out.signed_decimal(static_cast<std::int64_t>(value.word));
  case Value::Kind::natural:
    return out.decimal(value.word);
  case Value::Kind::real:
    return put_double(out, value.real);
  case Value::Kind::long_real:
    return put_long_double(out, value.long_real);
  case Value::Kind::text:
    return put_json_string(out, value.text);
  case Value::Kind::object:
    out.put("{\"type\":");
    put_json_string(out, value.text);
    out.put(",\"size\":");
    out.decimal(value.word);
    return out.put('}');
  case Value::Kind::json:
    return out.put(value.text);
  }
}

const char *put_json_value(TextBuffer &out, char code, Slice type, Slice table, const char *p, const char *end,
                           SiteCache &cache) {
  Value value;
  const char *const next = read_value(code, type, table, p, end, cache, value);
  if (next)
    put_json(out, value);
  return next;
}

const char *put_json_value(TextBuffer &out, Codes &codes, const char *p, const char *end, SiteCache &cache) {
  Value value;
  const char *const next = read_whole_value(codes, p, end, cache, value);
  if (next)
    put_json(out, value);
  return next;
}

} // namespace telinject
