// Names of secrets, and the places where names occur in text: see redact.h.
#include "runtime/config/redact.h"

#include "runtime/config/secret_shapes.h"

namespace telinject {

namespace {

// Words of up to four letters count only as whole words: "auth" is not in "author".
constexpr Slice secret_words[] = {
    "password",       "passwd",       "passphrase",    "pwd",        "secret",
    "token",          "api_key",      "apikey",        "access_key", "accesskey",
    "private_key",    "privatekey",   "account_key",   "accountkey", "signing_key",
    "encryption_key", "sharedaccess", "authorization", "credential", "auth",
    "cookie",         "signature",    "sig",           "sas",        "jwt",
    "bearer",
};

constinit Slice further_words;

char folded(char c) {
  if (c >= 'A' && c <= 'Z')
    return static_cast<char>(c | 0x20);
  return c == '-' ? '_' : c;
}

bool is_word_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

bool holds(Slice name, Slice word) {
  for (std::size_t i = 0; i + word.size <= name.size; ++i) {
    std::size_t n = 0;
    while (n < word.size && folded(name.data[i + n]) == folded(word.data[n]))
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
constexpr Slice ends_of_values = ",;&)\n";

// Returns the position of the last '@' in the authority of a URL, at which `rest` begins; the size of `rest` if none.
std::size_t find_at(Slice rest) {
  std::size_t at = rest.size;
  for (std::size_t i = 0; i < rest.size && !Slice("/?# \n\"'").contains(rest.data[i]); ++i)
    if (rest.data[i] == '@')
      at = i;
  return at;
}

// Returns the length of the value at the front, including white space and quotes before it.
std::size_t value_size(Slice s) {
  std::size_t n = 0;
  while (n < s.size && s.data[n] == ' ')
    ++n;
  if (n < s.size && Slice("\"'").contains(s.data[n])) {
    const char quote = s.data[n];
    for (++n; n < s.size && s.data[n] != quote; ++n)
      if (s.data[n] == '\\')
        ++n;
    return n < s.size ? n + 1 : s.size;
  }
  while (n < s.size && !ends_of_values.contains(s.data[n]))
    ++n;
  return n;
}

// Scans a text and copies it without its secrets.
class Scan {
public:
  Scan(TextBuffer &out, Slice s) : out_(out), s_(s) {}

  void run() {
    while (at_ < s_.size) {
      if (begins_word() && hide(secret_shape(s_.drop_front(at_))))
        continue;
      if (s_.drop_front(at_).starts_with("://")) {
        at_ += 3;
        word_ = at_;
        if (const std::size_t at = find_at(s_.drop_front(at_)); at_ + at < s_.size)
          hide(at);
        continue;
      }
      const char c = s_.data[at_++];
      if (Slice(" (,;\n?&{[").contains(c))
        word_ = at_;
      else if ((c == '=' || c == ':') && names_secret(s_.take_front(at_ - 1).drop_front(word_)))
        hide(value_size(s_.drop_front(at_)));
    }
    out_.put(s_.drop_front(copied_));
  }

private:
  bool begins_word() const { return at_ == 0 || !(is_word_char(folded(s_.data[at_ - 1])) || s_.data[at_ - 1] == '_'); }
  // Returns false if there is nothing to hide.
  bool hide(std::size_t size) {
    if (size == 0)
      return false;
    out_.put(s_.take_front(at_).drop_front(copied_));
    out_.put(redacted);
    copied_ = word_ = at_ += size;
    return true;
  }

  TextBuffer &out_;
  Slice s_;
  std::size_t at_ = 0;     // scanned up to here
  std::size_t copied_ = 0; // copied up to here
  std::size_t word_ = 0;   // begin of the current word
};

// How the next argument is to be treated.
enum class Next { plain, secret, user };

Next put_one(TextBuffer &out, Slice argument) {
  std::size_t sign = argument.size;
  for (std::size_t i = 0; i < argument.size && sign == argument.size; ++i)
    if (argument.data[i] == '=' || argument.data[i] == ':')
      sign = i;
  const Slice name = argument.take_front(sign);
  const bool secret = !name.contains(' ') && !name.contains('/') && names_secret(name);
  if (secret && sign != argument.size) {
    out.put(argument.take_front(sign + 1));
    out.put(redacted);
    return Next::plain;
  }
  put_redacted(out, argument);
  if (argument == Slice("-u") || argument == Slice("--user"))
    return Next::user;
  return secret && argument.starts_with("-") ? Next::secret : Next::plain;
}

// Appends NAME:PASSWORD with the password redacted.
void put_user(TextBuffer &out, Slice argument) {
  const std::size_t colon = argument.find(':');
  out.put(argument.take_front(colon + 1));
  if (colon != argument.size)
    out.put(redacted);
}

int hex_digit(char c) {
  return c >= '0' && c <= '9' ? c - '0' : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10 : -1;
}

} // namespace

void set_secret_names(Slice words) {
  further_words = words;
}

bool names_secret(Slice name) {
  for (Slice word : secret_words)
    if (holds(name, word))
      return true;
  for (Slice rest = further_words; !rest.empty();) {
    Slice word = rest.take_front(rest.find(','));
    rest = rest.drop_front(word.size + 1);
    while (!word.empty() && word.data[0] == ' ')
      word = word.drop_front(1);
    if (!word.empty() && holds(name, word))
      return true;
  }
  return false;
}

void put_redacted(TextBuffer &out, Slice text) {
  Scan(out, text).run();
}

void put_command_line(TextBuffer &out, Slice arguments) {
  Next next = Next::plain;
  for (bool first = true; !arguments.empty(); first = false) {
    const Slice argument = arguments.take_front(arguments.find('\0'));
    arguments = arguments.drop_front(argument.size + 1);
    if (!first)
      out.put(' ');
    const bool value = next != Next::plain && !argument.starts_with("-");
    if (value && next == Next::secret) {
      out.put(redacted);
      next = Next::plain;
    } else if (value && argument.contains(':')) {
      put_user(out, argument);
      next = Next::plain;
    } else {
      next = put_one(out, argument);
    }
  }
}

void put_redacted_value(TextBuffer &out, Slice name, Slice value) {
  if (names_secret(name))
    out.put(redacted);
  else
    put_redacted(out, value);
}

bool parameter_names_secret(Slice name) {
  char memory[256];
  TextBuffer plain(memory, sizeof memory);
  for (std::size_t i = 0; i < name.size; ++i) {
    const bool coded = name.data[i] == '%' && i + 2 < name.size && hex_digit(name.data[i + 1]) >= 0 &&
                       hex_digit(name.data[i + 2]) >= 0;
    plain.put(coded ? static_cast<char>(hex_digit(name.data[i + 1]) * 16 + hex_digit(name.data[i + 2])) : name.data[i]);
    i += coded ? 2 : 0;
  }
  return plain.overflow() || names_secret(plain.slice()); // a longer name is treated as a secret's
}

void put_redacted_url(TextBuffer &out, Slice url) {
  // First the part before the parameters, then each parameter.
  std::size_t begin = 0;
  while (begin < url.size && !Slice("?#").contains(url.data[begin]))
    ++begin;
  put_redacted(out, url.take_front(begin));
  for (Slice rest = url.drop_front(begin); !rest.empty();) {
    out.put(rest.data[0]); // '?', '#', '&' or ';'
    rest = rest.drop_front(1);
    std::size_t end = 0;
    while (end < rest.size && !Slice("&;#?").contains(rest.data[end]))
      ++end;
    const Slice pair = rest.take_front(end);
    rest = rest.drop_front(end);
    const std::size_t equals = pair.find('=');
    if (equals == pair.size || !parameter_names_secret(pair.take_front(equals))) {
      put_redacted(out, pair);
      continue;
    }
    out.put(pair.take_front(equals + 1));
    out.put(redacted);
  }
}

} // namespace telinject
