// What counts as a secret on a command line: see redact.h.
#include "redact.h"

namespace telinject {

namespace {

constexpr Slice secret_words[] = {"password", "passwd",     "passphrase", "secret", "token",       "api_key",
                                  "apikey",   "access_key", "private_key", "authorization", "credential", "auth"};

char folded(char c) {
  if (c >= 'A' && c <= 'Z')
    return static_cast<char>(c | 0x20);
  return c == '-' ? '_' : c;
}

bool is_word_char(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

// Is `word` in `name`?  "auth" only as a whole word: not in "author".
bool holds(Slice name, Slice word) {
  for (std::size_t i = 0; i + word.size <= name.size; ++i) {
    std::size_t n = 0;
    while (n < word.size && folded(name.data[i + n]) == word.data[n])
      ++n;
    if (n != word.size)
      continue;
    const bool starts = i == 0 || !is_word_char(folded(name.data[i - 1]));
    const bool ends = i + n == name.size || !is_word_char(folded(name.data[i + n]));
    if (word.size > 4 || (starts && ends))
      return true;
  }
  return false;
}

constexpr Slice redacted = "[REDACTED]";

// SCHEME://USER[:PASSWORD]@HOST
void put_argument(Text &out, Slice s) {
  for (std::size_t i = 0; i + 3 < s.size; ++i) {
    if (!s.from(i).starts_with("://"))
      continue;
    const Slice rest = s.from(i + 3);
    std::size_t end = 0, at = rest.size;
    for (; end < rest.size && rest.data[end] != '/' && rest.data[end] != '?' && rest.data[end] != '#' && rest.data[end] != ' '; ++end)
      if (rest.data[end] == '@')
        at = end;
    out.put(s.first(i + 3));
    if (at != rest.size) {
      out.put(redacted);
      return put_argument(out, rest.from(at));
    }
    return put_argument(out, rest);
  }
  out.put(s);
}

// One argument; tells whether the next one is a secret's value.
bool put_one(Text &out, Slice argument) {
  std::size_t sign = argument.size;
  for (std::size_t i = 0; i < argument.size && sign == argument.size; ++i)
    if (argument.data[i] == '=' || argument.data[i] == ':')
      sign = i;
  const Slice name = argument.first(sign);
  const bool secret = name.find(' ') == name.size && name.find('/') == name.size && names_secret(name);
  if (secret && sign != argument.size) {
    out.put(argument.first(sign + 1));
    out.put(redacted);
    return false;
  }
  put_argument(out, argument);
  return secret && argument.starts_with("--");
}

} // namespace

bool names_secret(Slice name) {
  for (Slice word : secret_words)
    if (holds(name, word))
      return true;
  return false;
}

void put_command_line(Text &out, Slice arguments) {
  bool hide = false;
  for (bool first = true; !arguments.empty(); first = false) {
    const Slice argument = arguments.first(arguments.find('\0'));
    arguments = arguments.from(argument.size + 1);
    if (!first)
      out.put(' ');
    if (hide && !argument.starts_with("-")) {
      out.put(redacted);
      hide = false;
      continue;
    }
    hide = put_one(out, argument) && !arguments.empty();
  }
}

void put_message(Text &out, Slice message) {
  std::size_t word = 0; // where the present word begins
  for (std::size_t i = 0; i < message.size; ++i) {
    const char c = message.data[i];
    if (c == ' ' || c == '(' || c == ',' || c == ';' || c == '\n')
      word = i + 1;
    if ((c != '=' && c != ':') || !names_secret(message.first(i).from(word)))
      continue;
    put_argument(out, message.first(i + 1));
    out.put(redacted);
    for (++i; i < message.size && !Slice(",;)\n").holds(message.data[i]); ++i) {
    }
    return put_message(out, message.from(i));
  }
  put_argument(out, message);
}

} // namespace telinject
