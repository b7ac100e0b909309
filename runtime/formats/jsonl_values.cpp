// Renders values: numbers and booleans as JSON, characters and text as strings, pointers as "0x...".
#include "runtime/formats/jsonl_values.h"

#include "runtime/base/double_text.h"
#include "runtime/base/json_text.h"
#include "runtime/base/load.h"
#include "runtime/config/redact.h"
#include "runtime/formats/format.h"

#include <telinject/telinject.h>

namespace telinject {

namespace {

void put_pointer(TextBuffer &out, std::uint64_t v) {
  out.put("\"0x");
  out.hex(v);
  out.put('"');
}

// Appends a number, or the name that an enumeration's table has for it.
void put_number(TextBuffer &out, Slice digits, Slice table) {
  const Slice name = enumerator_name(table, digits);
  if (name.empty())
    out.put(digits);
  else
    put_json_string(out, name);
}
void put_signed(TextBuffer &out, std::int64_t value, Slice table) {
  if (table.empty())
    return out.signed_decimal(value);
  char digits[24];
  TextBuffer text(digits, sizeof digits);
  text.signed_decimal(value);
  put_number(out, text.slice(), table);
}
void put_unsigned(TextBuffer &out, std::uint64_t value, Slice table) {
  if (table.empty())
    return out.decimal(value);
  char digits[24];
  TextBuffer text(digits, sizeof digits);
  text.decimal(value);
  put_number(out, text.slice(), table);
}

// Appends a value of one word.  A smaller type occupies the low part only.
void put_word(TextBuffer &out, char code, Slice table, std::uint64_t word) {
  const auto number = static_cast<std::int64_t>(word);
  const auto small = static_cast<std::int32_t>(word);
  switch (code) {
  case 'b':
    return out.put(small != 0 ? Slice("true") : Slice("false"));
  case 'c': {
    const char c = static_cast<char>(word);
    return put_json_string(out, Slice(&c, 1));
  }
  case 'i':
    return out.signed_decimal(small);
  case 'u':
    return put_unsigned(out, static_cast<std::uint32_t>(word), table);
  case 'm':
    return put_unsigned(out, word, table);
  case 'y':
    return out.decimal(word);
  case 'f': {
    double v;
    std::memcpy(&v, &word, sizeof v);
    return put_double(out, v);
  }
  case 'p':
    return put_pointer(out, word);
  case 'q':
    out.put('"');
    out.signed_decimal(number);
    out.put(table);
    return out.put('"');
  case 'z':
    return out.put("null");
  case 'e':
    return put_signed(out, small, table);
  case 'E':
    return put_signed(out, number, table);
  default:
    return out.signed_decimal(number);
  }
}

// Redacts secrets by their shape; the rewriter has already redacted values with a secret's name.
void put_text_value(TextBuffer &out, Slice text) {
  constexpr std::size_t min_secret = 8;
  if (text.size < min_secret)
    return put_json_string(out, text);
  static char scratch[2 * max_value_bytes]; // used under the drain lock only
  TextBuffer clean(scratch, sizeof scratch);
  put_redacted(clean, text);
  put_json_string(out, clean.overflow() ? Slice("[REDACTED]") : clean.slice());
}

const char *put_text(TextBuffer &out, const char *p, const char *end) {
  if (static_cast<std::size_t>(end - p) < sizeof(TextHeader))
    return nullptr;
  const auto header = load<TextHeader>(p);
  p += sizeof header;
  if (static_cast<std::size_t>(end - p) < padded(header.size))
    return nullptr;
  if (header.flags & text_is_null)
    put_pointer(out, 0);
  else if (header.flags & text_unreadable)
    put_pointer(out, load<std::uint64_t>(p));
  else if (header.size > render_options.value_bytes)
    put_text_value(out, cut_utf8(Slice(p, header.size), render_options.value_bytes));
  else if (header.flags & text_truncated)
    // Drops the incomplete character at the cut.
    put_text_value(out, cut_utf8(Slice(p, header.size + 1), header.size));
  else
    put_text_value(out, Slice(p, header.size));
  return p + padded(header.size);
}

const char *put_wide_real(TextBuffer &out, const char *p, const char *end) {
  if (end - p < 16)
    return nullptr;
  put_long_double(out, load<long double>(p));
  return p + 16;
}

const char *put_value_struct(TextBuffer &out, Slice type, const char *p, const char *end, SiteCache &cache) {
  if (end - p < 16)
    return nullptr;
  const char code = static_cast<char>(load<std::int64_t>(p));
  p += 8;
  if (code == 't')
    return put_text(out, p, end);
  if (code == 'g')
    return put_wide_real(out, p, end);
  if (code != 'o') {
    put_word(out, code, Slice(), load<std::uint64_t>(p));
    return p + 8;
  }
  const Slice spelled = type_of_pretty_name(cache.text(load<const char *>(p)));
  put_cut_string(out, spelled.empty() ? type : spelled);
  return p + 8;
}

} // namespace

void put_cut_string(TextBuffer &out, Slice s) {
  put_json_string(out, cut_utf8(s, render_options.value_bytes));
}

const char *put_json_value(TextBuffer &out, char code, Slice type, Slice table, const char *p, const char *end,
                           SiteCache &cache) {
  switch (code) {
  case 'o':
    put_cut_string(out, type);
    return p;
  case 'r':
    out.put("\"[REDACTED]\"");
    return p;
  case 's':
  case 't':
    return put_text(out, p, end);
  case 'v':
    return put_value_struct(out, type, p, end, cache);
  case 'n':
    if (end - p < 8)
      return nullptr;
    out.put("{\"type\":");
    put_cut_string(out, type);
    out.put(",\"size\":");
    out.decimal(load<std::uint64_t>(p));
    out.put('}');
    return p + 8;
  case 'g':
    return put_wide_real(out, p, end);
  default:
    if (end - p < 8)
      return nullptr;
    put_word(out, code, table, load<std::uint64_t>(p));
    return p + 8;
  }
}

} // namespace telinject
