// Attributes without literals and secrets: see attribute_text.h.
#include "runtime/semconv/attribute_text.h"

#include "runtime/base/characters.h"
#include "runtime/config/redact.h"
#include "runtime/semconv/http.h"
#include "runtime/semconv/redis_command.h"
#include "runtime/semconv/sql_statement.h"
#include "runtime/semconv/url.h"

namespace telinject {

namespace {

bool is_quote(Slice s, std::size_t i) {
  const char c = s.data[i];
  if (c == '\'' && i > 0 && s.data[i - 1] == 'n' && i + 1 < s.size && s.data[i + 1] == 't')
    return i + 2 < s.size && is_letter(s.data[i + 2]); // not that of "can't"
  return c == '\'' || c == '"' || c == '`';
}

// "Key (email)=(…)", "the key value is (…)".
bool is_value_list(Slice s, std::size_t i) {
  const Slice before = s.take_front(i);
  return s.data[i] == '(' &&
         ((i > 0 && before.drop_front(i - 1) == Slice("=")) || (i > 2 && before.drop_front(i - 3) == Slice("is ")));
}

// Where values may stand in a message.
struct MessageValues {
  std::size_t begin, end;
  bool is_end_certain;
};
MessageValues find_values(Slice message, bool is_cut) {
  MessageValues values{message.size, message.size, !is_cut};
  unsigned odd = 0; // a bit for each kind of quote
  for (std::size_t i = 0; i < message.size; ++i) {
    const char c = message.data[i];
    const bool is_ascii_quote = is_quote(message, i);
    const bool is_other = is_value_list(message, i) || (static_cast<unsigned char>(c) & 0x80) != 0; // “…”, «…»
    if (!is_ascii_quote && !is_other)
      continue;
    values.begin = values.begin == message.size ? i : values.begin;
    values.end = i + 1;
    values.is_end_certain &= !is_other;
    odd ^= is_ascii_quote ? (c == '\'' ? 1u : c == '"' ? 2u : 4u) : 0u;
  }
  values.is_end_certain &= odd == 0;
  return values;
}

} // namespace

bool is_secret_attribute(Slice name) {
  return name.starts_with("db.query.parameter.");
}

void put_clean_database_message(TextBuffer &out, Slice message, bool is_cut) {
  const Slice line = message.take_front(message.find('\n'));
  const MessageValues values = find_values(line, is_cut && line.size == message.size);
  put_redacted(out, line.take_front(values.begin));
  if (values.begin == line.size)
    return;
  out.put('?');
  if (values.is_end_certain)
    put_redacted(out, line.drop_front(values.end));
}

void put_clean_attribute(TextBuffer &out, const AttributeText &a) {
  constexpr Slice request_header = "http.request.header.", response_header = "http.response.header.";
  const bool is_database = !a.system.empty();
  if (is_secret_attribute(a.name))
    out.put("[REDACTED]");
  else if (a.name == Slice("db.query.text") && a.system == Slice("redis"))
    put_redis_command(out, a.text, a.is_constant);
  else if (a.name == Slice("db.query.text"))
    put_sanitised_statement(out, a.text, a.system, a.is_cut);
  else if (a.name == Slice("url.full") || (a.name == Slice("url.path") && a.text.contains('?')))
    put_clean_url(out, a.text, a.is_cut);
  else if (a.name == Slice("url.query"))
    put_clean_query(out, a.text);
  else if (a.name.starts_with(request_header))
    put_header_value(out, a.name.drop_front(request_header.size), a.text);
  else if (a.name.starts_with(response_header))
    put_header_value(out, a.name.drop_front(response_header.size), a.text);
  else if (a.name == Slice("error.message") && is_database)
    put_clean_database_message(out, a.text, a.is_cut);
  else
    put_redacted_value(out, a.name, a.text);
}

} // namespace telinject
