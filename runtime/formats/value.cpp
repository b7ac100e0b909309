// Reads values from records: see value.h.
#include "runtime/formats/value.h"

#include "runtime/base/json_text.h"
#include "runtime/base/load.h"
#include "runtime/config/redact.h"
#include "runtime/formats/format.h"
#include "runtime/formats/jsonl_values.h"
#include "runtime/formats/shown_values.h"

#include <telinject/telinject.h>

namespace telinject {

namespace {

constinit char scratch[2 * max_value_bytes]; // of the value that was read last
constinit char json[16 * 1024];              // the same, of a value with parts

void set_text(Value &value, Slice text) {
  value.kind = Value::Kind::text;
  value.text = text;
}

template <class Put> void build_text(Value &value, Put put) {
  TextBuffer out(scratch, sizeof scratch);
  put(out);
  set_text(value, out.overflow() ? Slice("[REDACTED]") : out.slice());
}

void set_pointer(Value &value, std::uint64_t address) {
  build_text(value, [&](TextBuffer &out) {
    out.put("0x");
    out.hex(address);
  });
}

void set_type(Value &value, Slice type) {
  set_text(value, cut_utf8(type, render_options.value_bytes));
}

// A number, or the name that an enumeration's table has for it.
void set_number(Value &value, std::uint64_t word, Value::Kind kind, Slice table) {
  value.kind = kind;
  value.word = word;
  if (table.empty())
    return;
  char memory[24];
  TextBuffer digits(memory, sizeof memory);
  if (kind == Value::Kind::natural)
    digits.decimal(word);
  else
    digits.signed_decimal(static_cast<std::int64_t>(word));
  if (const Slice name = enumerator_name(table, digits.slice()); !name.empty())
    set_text(value, name);
}

} // namespace

// Reads a value of one word.  A smaller type occupies the low part only.
void set_word(Value &value, char code, Slice table, std::uint64_t word) {
  const auto small = static_cast<std::int32_t>(word);
  const auto widened = static_cast<std::uint64_t>(static_cast<std::int64_t>(small));
  switch (code) {
  case 'b':
    value.kind = Value::Kind::boolean;
    value.word = small != 0;
    return;
  case 'c':
    scratch[0] = static_cast<char>(word);
    return set_text(value, Slice(scratch, 1));
  case 'i':
    return set_number(value, widened, Value::Kind::integer, Slice());
  case 'u':
    return set_number(value, static_cast<std::uint32_t>(word), Value::Kind::natural, table);
  case 'm':
    return set_number(value, word, Value::Kind::natural, table);
  case 'y':
    return set_number(value, word, Value::Kind::natural, Slice());
  case 'f':
    value.kind = Value::Kind::real;
    std::memcpy(&value.real, &word, sizeof value.real);
    return;
  case 'p':
    return set_pointer(value, word);
  case 'q':
    return build_text(value, [&](TextBuffer &out) {
      out.signed_decimal(static_cast<std::int64_t>(word));
      out.put(table);
    });
  case 'z':
    value.kind = Value::Kind::null;
    return;
  case 'e':
    return set_number(value, widened, Value::Kind::integer, table);
  case 'E':
    return set_number(value, word, Value::Kind::integer, table);
  default:
    return set_number(value, word, Value::Kind::integer, Slice());
  }
}

// Redacts secrets by their shape; the rewriter has already redacted values with a secret's name.
void set_clean_text(Value &value, Slice text, bool is_cut) {
  constexpr std::size_t min_secret = 8;
  if (text.size < min_secret)
    return set_text(value, text);
  build_text(value, [&](TextBuffer &out) { put_redacted(out, text, is_cut); });
}

namespace {

const char *read_text(Value &value, const char *p, const char *end) {
  if (static_cast<std::size_t>(end - p) < sizeof(TextHeader))
    return nullptr;
  const auto header = load<TextHeader>(p);
  p += sizeof header;
  if (static_cast<std::size_t>(end - p) < padded(header.size))
    return nullptr;
  if (header.flags & text_is_null)
    set_pointer(value, 0);
  else if (header.flags & text_unreadable)
    set_pointer(value, load<std::uint64_t>(p));
  else if (header.size > render_options.value_bytes)
    set_clean_text(value, cut_utf8(Slice(p, header.size), render_options.value_bytes), true);
  else if (header.flags & text_truncated)
    // Drops the incomplete character at the cut.
    set_clean_text(value, cut_utf8(Slice(p, header.size + 1), header.size), true);
  else
    set_clean_text(value, Slice(p, header.size), false);
  return p + padded(header.size);
}

const char *read_shown_text(Value &value, const char *p, const char *end) {
  if (static_cast<std::size_t>(end - p) < sizeof(TextHeader))
    return nullptr;
  const std::uint32_t size = load<TextHeader>(p).size;
  p += sizeof(TextHeader);
  if (static_cast<std::size_t>(end - p) < padded(size))
    return nullptr;
  set_text(value, Slice(p, size));
  return p + padded(size);
}

const char *read_long_real(Value &value, const char *p, const char *end) {
  if (end - p < 16)
    return nullptr;
  value.kind = Value::Kind::long_real;
  value.long_real = load<long double>(p);
  return p + 16;
}

void set_json(Value &value, const TextBuffer &out, Slice type) {
  if (out.overflow())
    return set_type(value, type);
  value.kind = Value::Kind::json;
  value.text = out.slice();
}

const char *read_tokens(Value &value, Slice type, const char *p, const char *end, SiteCache &cache) {
  if (static_cast<std::size_t>(end - p) < sizeof(TextHeader))
    return nullptr;
  const std::uint32_t size = load<TextHeader>(p).size;
  p += sizeof(TextHeader);
  if (static_cast<std::size_t>(end - p) < padded(size))
    return nullptr;
  TextBuffer out(json, sizeof json);
  put_shown(out, Slice(p, size), type, cache);
  set_json(value, out, type);
  return p + padded(size);
}

// known: the type, if the code says it.
const char *read_value_struct(Value &value, Slice type, Slice known, const char *p, const char *end, SiteCache &cache) {
  if (end - p < 16)
    return nullptr;
  const char code = static_cast<char>(load<std::int64_t>(p));
  p += 8;
  if (code == 't')
    return read_text(value, p, end);
  if (code == 'g')
    return read_long_real(value, p, end);
  if (code == 'w')
    return read_tokens(value, known, p, end, cache);
  if (code != 'o') {
    set_word(value, code, Slice(), load<std::uint64_t>(p));
    return p + 8;
  }
  const Slice spelled = type_of_pretty_name(cache.text(load<const char *>(p)));
  if (spelled.empty())
    set_type(value, type);
  else
    build_text(value, [&](TextBuffer &out) { put_readable_type(out, cut_utf8(spelled, sizeof scratch / 2)); });
  return p + 8;
}

} // namespace

const char *read_value(char code, Slice type, Slice table, const char *p, const char *end, SiteCache &cache,
                       Value &value) {
  switch (code) {
  case 'o':
    set_type(value, type);
    return p;
  case 'r':
    set_text(value, "[REDACTED]");
    return p;
  case 'a':
  case 's':
  case 't':
    return read_text(value, p, end);
  case code_of_shown_text:
    return read_shown_text(value, p, end);
  case 'v':
    return read_value_struct(value, type, Slice(), p, end, cache);
  case 'w':
    return read_value_struct(value, type, type, p, end, cache);
  case 'n':
    if (end - p < 8)
      return nullptr;
    set_type(value, type);
    value.kind = Value::Kind::object;
    value.word = load<std::uint64_t>(p);
    return p + 8;
  case 'g':
    return read_long_real(value, p, end);
  default:
    if (end - p < 8)
      return nullptr;
    set_word(value, code, table, load<std::uint64_t>(p));
    return p + 8;
  }
}

bool Codes::next(SiteArgument &one) {
  if (left_ != 0) {
    one = *arguments_++;
    --left_;
    ++position_;
    return true;
  }
  if (text_.empty())
    return false;
  one = SiteArgument{};
  one.code = text_.data[0];
  one.type = type_;
  text_ = text_.drop_front(1);
  if (text_.starts_with("{")) {
    Slice inside = text_.drop_front(1).take_front(text_.find('}') - 1);
    text_ = text_.drop_front(inside.size + 2);
    if (is_inside_) {
      one.name = inside.take_front(inside.find(':'));
      one.type = inside = inside.drop_front(one.name.size + 1);
    }
    one.table = inside;
  }
  is_inside_ = one.code != ')' && (is_inside_ || one.code == '(');
  return true;
}

namespace {

// Appends the members up to the closing bracket.
const char *put_members(TextBuffer &out, Codes &codes, const char *p, const char *end, SiteCache &cache) {
  out.put('{');
  SiteArgument one;
  for (bool any = false; p && codes.next(one) && one.code != ')'; any = true) {
    if (any)
      out.put(',');
    put_json_string(out, one.name);
    out.put(':');
    if (one.code == '(') {
      p = put_members(out, codes, p, end, cache);
      continue;
    }
    Value value;
    p = read_value(one.code, one.type.empty() ? Slice("unknown") : one.type, one.table, p, end, cache, value);
    if (p)
      put_json(out, value);
  }
  out.put('}');
  return p;
}

} // namespace

const char *read_whole_value(Codes &codes, const char *p, const char *end, SiteCache &cache, Value &value,
                             Slice *name) {
  SiteArgument one;
  if (!codes.next(one))
    return nullptr;
  if (name)
    *name = one.name;
  const Slice type = one.type.empty() ? Slice("unknown") : one.type;
  if (one.code != '(')
    return read_value(one.code, type, one.table, p, end, cache, value);
  static constinit char members[sizeof json]; // a member's own JSON is in `json`
  TextBuffer out(members, sizeof members);
  p = put_members(out, codes, p, end, cache);
  set_json(value, out, type);
  return p;
}

} // namespace telinject
