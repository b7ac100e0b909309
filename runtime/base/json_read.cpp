// The reader of JSON: see json_read.h.  One pass validates the whole text; the accessors rely on that.
#include "runtime/base/json_read.h"

#include "runtime/base/characters.h"
#include "runtime/base/json_text.h"

#include <initializer_list>

namespace telinject {

namespace {

constexpr int deepest = 32;

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
const char *skip_space(const char *p, const char *end) {
  while (p != end && is_space(*p))
    ++p;
  return p;
}

int hex_digit(char c) {
  if (is_digit(c))
    return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// Parses four hexadecimal digits; -1: malformed.
int code_unit(const char *p, const char *end) {
  if (end - p < 4)
    return -1;
  int v = 0;
  for (int i = 0; i < 4; ++i) {
    const int digit = hex_digit(p[i]);
    if (digit < 0)
      return -1;
    v = v * 16 + digit;
  }
  return v;
}

bool is_high_surrogate(int unit) {
  return unit >= 0xD800 && unit < 0xDC00;
}
bool is_low_surrogate(int unit) {
  return unit >= 0xDC00 && unit < 0xE000;
}

// Parses an escape, after its backslash.  Returns its end and sets the character; null: malformed.
const char *read_escape(const char *p, const char *end, std::uint32_t &character) {
  constexpr Slice from = "\"\\/bfnrt", to = "\"\\/\b\f\n\r\t";
  if (p == end)
    return nullptr;
  if (const std::size_t at = from.find(*p); at != from.size) {
    character = static_cast<unsigned char>(to.data[at]);
    return p + 1;
  }
  const int unit = *p == 'u' ? code_unit(p + 1, end) : -1;
  if (unit < 0 || is_low_surrogate(unit))
    return nullptr;
  character = static_cast<std::uint32_t>(unit);
  p += 5;
  if (!is_high_surrogate(unit))
    return p;
  if (end - p < 6 || p[0] != '\\' || p[1] != 'u')
    return nullptr;
  const int low = code_unit(p + 2, end);
  if (low < 0 || !is_low_surrogate(low))
    return nullptr;
  character =
      0x10000 + ((static_cast<std::uint32_t>(unit) - 0xD800) << 10) + (static_cast<std::uint32_t>(low) - 0xDC00);
  return p + 6;
}

// Each of the following functions returns the end of the value that begins at p; null: malformed.
const char *check_string(const char *p, const char *end) {
  for (++p; p != end && *p != '"';) {
    const auto byte = static_cast<unsigned char>(*p);
    if (byte < 0x20)
      return nullptr;
    std::uint32_t character;
    const char *const next = byte == '\\' ? read_escape(p + 1, end, character)
                                          : p + whole_character(Slice(p, static_cast<std::size_t>(end - p)));
    if (!next || next == p)
      return nullptr;
    p = next;
  }
  return p == end ? nullptr : p + 1;
}

const char *check_digits(const char *p, const char *end) {
  const char *const begin = p;
  while (p != end && is_digit(*p))
    ++p;
  return p == begin ? nullptr : p;
}

const char *check_number(const char *p, const char *end) {
  if (p != end && *p == '-')
    ++p;
  p = p != end && *p == '0' ? p + 1 : check_digits(p, end);
  if (p && p != end && *p == '.')
    p = check_digits(p + 1, end);
  if (p && p != end && (*p | 0x20) == 'e') {
    ++p;
    if (p != end && (*p == '+' || *p == '-'))
      ++p;
    p = check_digits(p, end);
  }
  return p;
}

const char *check_value(const char *p, const char *end, int depth);

// p: after '{' or '['.
const char *check_members(const char *p, const char *end, bool object, int depth) {
  const char close = object ? '}' : ']';
  p = skip_space(p, end);
  if (p != end && *p == close)
    return p + 1;
  while (p != end) {
    if (object) {
      p = skip_space(p, end);
      p = p != end && *p == '"' ? check_string(p, end) : nullptr;
      p = p ? skip_space(p, end) : nullptr;
      if (!p || p == end || *p++ != ':')
        return nullptr;
    }
    p = check_value(skip_space(p, end), end, depth + 1);
    p = p ? skip_space(p, end) : nullptr;
    if (!p || p == end || (*p != ',' && *p != close))
      return nullptr;
    if (*p++ == close)
      return p;
  }
  return nullptr;
}

const char *check_value(const char *p, const char *end, int depth) {
  if (p == end || depth > deepest)
    return nullptr;
  switch (*p) {
  case '"':
    return check_string(p, end);
  case '{':
    return check_members(p + 1, end, true, depth);
  case '[':
    return check_members(p + 1, end, false, depth);
  default:
    break;
  }
  const Slice rest(p, static_cast<std::size_t>(end - p));
  for (Slice word : {Slice("true"), Slice("false"), Slice("null")})
    if (rest.starts_with(word))
      return p + word.size;
  return check_number(p, end);
}

// Removes one value and the separator after it from the front of `rest`, which was validated.
Slice take_value(Slice &rest) {
  const char *const begin = skip_space(rest.data, rest.end());
  const char *const end = check_value(begin, rest.end(), 0);
  if (!end) {
    rest = Slice(rest.end(), 0);
    return Slice();
  }
  const char *next = skip_space(end, rest.end());
  if (next != rest.end())
    ++next; // ',' or ':'
  rest = Slice(next, static_cast<std::size_t>(rest.end() - next));
  return Slice(begin, static_cast<std::size_t>(end - begin));
}

Slice inside(Slice braced) {
  return braced.size < 2 ? Slice() : Slice(braced.data + 1, braced.size - 2);
}

} // namespace

JsonValue read_json(Slice text) {
  const char *const begin = skip_space(text.data, text.end());
  const char *const end = check_value(begin, text.end(), 0);
  if (!end || skip_space(end, text.end()) != text.end())
    return JsonValue();
  return JsonValue(Slice(begin, static_cast<std::size_t>(end - begin)));
}

bool JsonValue::text(TextBuffer &out) const {
  if (!is_string())
    return false;
  const std::size_t before = out.size();
  const Slice s = inside(raw_);
  for (const char *p = s.data; p != s.end();) {
    if (*p != '\\') {
      out.put(*p++);
      continue;
    }
    std::uint32_t character = 0;
    p = read_escape(p + 1, s.end(), character);
    if (!p)
      return false; // impossible in a validated text
    put_utf8(out, character);
  }
  if (!out.overflow())
    return true;
  out.truncate(before);
  return false;
}

Slice JsonValue::members() const {
  return is_object() ? inside(raw_) : Slice();
}

bool JsonValue::next_member(Slice &rest, JsonValue &key, JsonValue &value) {
  key = JsonValue(take_value(rest));
  value = JsonValue(take_value(rest));
  return key.is_string() && value.there();
}

JsonValue JsonValue::member(Slice key) const {
  JsonValue found, name, value;
  for (Slice rest = members(); next_member(rest, name, value);) {
    char memory[128];
    TextBuffer text(memory, sizeof memory);
    if (name.text(text) && text.slice() == key)
      found = value;
  }
  return found;
}

JsonValue JsonValue::element(std::size_t n) const {
  Slice rest = is_array() ? inside(raw_) : Slice();
  for (; n != 0 && !rest.empty(); --n)
    take_value(rest);
  return rest.empty() ? JsonValue() : JsonValue(take_value(rest));
}

} // namespace telinject
