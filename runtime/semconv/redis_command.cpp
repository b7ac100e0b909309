// Redis commands without their arguments: see redis_command.h.
#include "runtime/semconv/redis_command.h"

#include "runtime/semconv/shapes.h"
#include "runtime/semconv/sql_words.h"

namespace telinject {

namespace {

constexpr std::size_t max_command = 32; // the longest name is shorter

bool is_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

bool is_of_command(char c) {
  return is_of_name(c) || c == '.' || c == '-';
}

Slice skip_space(Slice s) {
  while (!s.empty() && is_space(s.data[0]))
    s = s.drop_front(1);
  return s;
}

Slice first_word(Slice s) {
  std::size_t n = 0;
  while (n < s.size && !is_space(s.data[n]))
    ++n;
  return s.take_front(n);
}

bool has_credentials(Slice command) {
  return is_any_word(command, "AUTH", "HELLO", "ACL", "CONFIG", "MIGRATE", "SENTINEL", "EVAL", "SCRIPT", "FUNCTION",
                     "MODULE");
}

// Returns the length of the conversion at the front, which begins with '%': %s, %-10.3lld.
std::size_t conversion_size(Slice s) {
  std::size_t n = 1;
  while (n < s.size && Slice("#0-+ 123456789.*hljztL").contains(s.data[n]))
    ++n;
  return n < s.size ? n + 1 : n;
}

// Appends a word of a format with `?` in place of conversions and numbers.
void put_format_word(TextBuffer &out, Slice word) {
  if (has_secret_shape(word) || Slice("\"'").contains(word.data[0]))
    return out.put('?');
  for (std::size_t i = 0; i < word.size;) {
    const char c = word.data[i];
    if (c == '%') {
      const Slice conversion = word.drop_front(i);
      const bool is_percent = conversion.starts_with("%%");
      out.put(is_percent ? '%' : '?');
      i += is_percent ? 2 : conversion_size(conversion);
    } else {
      out.put(c);
      ++i;
    }
  }
}

} // namespace

Slice redis_command_name(Slice text) {
  const Slice word = first_word(skip_space(text));
  for (std::size_t i = 0; i < word.size; ++i)
    if (!is_of_command(word.data[i]))
      return Slice();
  return word.size > max_command || has_secret_shape(word) ? Slice() : word;
}

void put_redis_command(TextBuffer &out, Slice text, bool is_constant) {
  text = skip_space(text);
  const Slice command = redis_command_name(text);
  if (command.empty())
    return out.put(text.empty() ? Slice() : Slice("?"));
  out.put(command);
  const bool keeps_words = is_constant && !has_credentials(command);
  for (Slice rest = skip_space(text.drop_front(command.size)); !rest.empty();) {
    const Slice word = first_word(rest);
    rest = skip_space(rest.drop_front(word.size));
    out.put(' ');
    if (keeps_words)
      put_format_word(out, word);
    else
      out.put('?');
  }
}

} // namespace telinject
