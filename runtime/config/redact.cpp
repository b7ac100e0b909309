// Finds secrets in texts, URLs and command lines: see redact.h.
#include "runtime/config/redact.h"

#include "runtime/base/characters.h"
#include "runtime/config/secret_options.h"
#include "runtime/config/secret_shapes.h"

namespace telinject {

namespace {

constexpr Slice redacted = "[REDACTED]";
constexpr Slice ends_of_values = ",;&)\n";
constexpr std::size_t max_name = 64;

bool is_of_name(char c) {
  return is_letter_or_digit(c) || Slice("_-.%").contains(c);
}

// Returns the position of the last '@' in the authority of a URL, at which `rest` begins; the size of `rest` if none.
std::size_t find_at(Slice rest) {
  std::size_t at = rest.size;
  for (std::size_t i = 0; i < rest.size && !Slice("/?# \n\"'").contains(rest.data[i]); ++i)
    if (rest.data[i] == '@')
      at = i;
  return at;
}

std::size_t spaces(Slice s) {
  std::size_t n = 0;
  while (n < s.size && s.data[n] == ' ')
    ++n;
  return n;
}

Slice first_argument(Slice s) {
  std::size_t n = 0;
  while (n < s.size && !Slice(" \"'`").contains(s.data[n]))
    ++n;
  return s.take_front(n);
}

// Returns the length of a quoted text at the front, whose quotes may be escaped themselves (JSON inside of a string);
// 0: there is none.
std::size_t quoted_size(Slice s) {
  std::size_t escapes = 0;
  while (escapes < s.size && s.data[escapes] == '\\')
    ++escapes;
  if (escapes == s.size || !Slice("\"'").contains(s.data[escapes]))
    return 0;
  const Slice closing = s.take_front(escapes + 1);
  for (std::size_t n = closing.size; n < s.size; ++n) {
    if (s.drop_front(n).starts_with(closing))
      return n + closing.size;
    if (escapes == 0 && s.data[n] == '\\')
      ++n;
  }
  return s.size;
}

// Returns the length of the value at the front, with its quotes.
std::size_t value_size(Slice s, Slice ends) {
  if (const std::size_t quoted = quoted_size(s); quoted != 0)
    return quoted;
  std::size_t n = 0;
  while (n < s.size && !ends.contains(s.data[n]))
    ++n;
  return n;
}

// Is the value made as tokens are, so that a name that says little makes it a secret?
bool looks_random(Slice value) {
  std::size_t digits = 0, size = 0;
  for (std::size_t i = 0; i < value.size; ++i) {
    const char c = value.data[i];
    if (Slice(" \\\"'").contains(c))
      continue;
    if (!is_letter_or_digit(c) && !Slice("+/=_.:%-").contains(c))
      return false;
    digits += is_digit(c);
    ++size;
  }
  return size >= 6 && digits != 0;
}

// Scans a text and copies it without its secrets.
class Scan {
public:
  Scan(TextBuffer &out, Slice s, bool is_cut) : out_(out), s_(s), is_cut_(is_cut) {}

  void run() {
    while (at_ < s_.size)
      if (!(begins_word() && hide_word()) && !hide_user())
        step();
    out_.put(s_.drop_front(copied_));
  }

private:
  Slice rest() const { return s_.drop_front(at_); }
  bool begins_word() const { return at_ == 0 || !(is_letter_or_digit(s_.data[at_ - 1]) || s_.data[at_ - 1] == '_'); }

  // Replaces the next bytes.  Returns false if there is nothing to hide.
  bool hide(std::size_t size) {
    if (size == 0)
      return false;
    out_.put(s_.take_front(at_).drop_front(copied_));
    out_.put(redacted);
    copied_ = at_ += size;
    return true;
  }

  bool hide_word() { return hide(secret_shape(rest(), is_cut_)) || (begins_argument() && hide_option()); }
  bool begins_argument() const { return at_ == 0 || Slice(" /\"'`(").contains(s_.data[at_ - 1]); }

  // Remembers a program, and hides what its options say.
  bool hide_option() {
    const Slice word = first_argument(rest());
    if (program_.empty()) {
      program_ = program_with_secrets(word);
      return false;
    }
    const SecretOption option = secret_option(program_, word);
    if (!option.is_one)
      return false;
    const bool is_next = option.value_at == 0;
    const std::size_t begin = is_next ? word.size + spaces(rest().drop_front(word.size)) : option.value_at;
    const Slice value = first_argument(rest().drop_front(begin));
    const std::size_t user = option.is_user ? value.find(':') + 1 : 0;
    if (value.empty() || user > value.size)
      return false;
    at_ += begin + user;
    return hide(value.size - user);
  }

  bool hide_user() {
    if (!rest().starts_with("://"))
      return false;
    at_ += 3;
    if (const std::size_t at = find_at(rest()); at_ + at < s_.size)
      hide(at);
    return true;
  }

  void step() {
    const char c = s_.data[at_++];
    if (c == '=' || c == ':')
      hide_value(c);
    else if (c == '<')
      is_secret_element_ = names_element();
    else if (c == '>' && is_secret_element_)
      hide_content();
    else if (c == '\n' || c == '|' || c == ';')
      program_ = {};
  }

  // The name before the sign, at which the scan stands, maybe in quotes.
  Slice name() const {
    std::size_t end = at_ - 1;
    for (int i = 0; i < 6 && end > copied_ && Slice(" \\\"'").contains(s_.data[end - 1]); ++i)
      --end;
    std::size_t begin = end;
    while (begin > copied_ && end - begin < max_name && is_of_name(s_.data[begin - 1]))
      --begin;
    return s_.take_front(end).drop_front(begin);
  }

  void hide_value(char sign) {
    if (rest().starts_with(Slice(&sign, 1))) { // "a::b", "a == b"
      ++at_;
      return;
    }
    const Slice named = name();
    if (named.empty() || !parameter_names_secret(named))
      return;
    at_ += spaces(rest());
    const bool is_header = names_secret_header(named);
    const std::size_t size = value_size(rest(), is_header ? Slice("\r\n\"'") : ends_of_values);
    if (is_header || secret_name(named) != SecretName::weak || looks_random(rest().take_front(size)))
      hide(size);
  }

  bool names_element() const {
    std::size_t n = 0;
    while (n < rest().size && (is_of_name(rest().data[n]) || rest().data[n] == ':'))
      ++n;
    return n != 0 && secret_name(rest().take_front(n)) != SecretName::no;
  }
  void hide_content() {
    is_secret_element_ = false;
    if (s_.data[at_ - 2] != '/')
      hide(rest().find('<'));
  }

  TextBuffer &out_;
  Slice s_;
  bool is_cut_;
  std::size_t at_ = 0;     // scanned up to here
  std::size_t copied_ = 0; // copied up to here
  Slice program_;          // whose options follow
  bool is_secret_element_ = false;
};

// Appends the arguments of a command line.
class Arguments {
public:
  explicit Arguments(TextBuffer &out) : out_(out) {}

  void put(Slice argument) {
    if (next_ != Next::plain && !argument.starts_with("-") && (next_ == Next::secret || argument.contains(':'))) {
      if (next_ == Next::secret)
        out_.put(redacted);
      else
        put_user(argument);
      next_ = Next::plain;
      return;
    }
    next_ = Next::plain;
    if (!put_option(argument))
      put_plain(argument);
  }

private:
  enum class Next { plain, secret, user }; // how the next argument is to be treated

  bool put_option(Slice argument) {
    if (program_.empty())
      program_ = program_with_secrets(argument);
    const SecretOption option = secret_option(program_, argument);
    if (!option.is_one)
      return false;
    if (option.value_at == 0) {
      out_.put(argument);
      next_ = option.is_user ? Next::user : Next::secret;
    } else {
      out_.put(argument.take_front(option.value_at));
      if (option.is_user)
        put_user(argument.drop_front(option.value_at));
      else
        out_.put(redacted);
    }
    return true;
  }

  void put_plain(Slice argument) {
    std::size_t sign = argument.size;
    for (std::size_t i = 0; i < argument.size && sign == argument.size; ++i)
      if (argument.data[i] == '=' || argument.data[i] == ':')
        sign = i;
    const Slice name = argument.take_front(sign);
    const bool is_secret = !name.contains(' ') && !name.contains('/') && names_secret(name);
    if (is_secret && sign != argument.size) {
      out_.put(argument.take_front(sign + 1));
      out_.put(redacted);
      return;
    }
    put_redacted(out_, argument);
    if (argument == Slice("-u") || argument == Slice("--user"))
      next_ = Next::user;
    else if (is_secret && argument.starts_with("-"))
      next_ = Next::secret;
  }

  // Appends NAME:PASSWORD with the password redacted.
  void put_user(Slice argument) {
    const std::size_t colon = argument.find(':');
    out_.put(argument.take_front(colon + 1));
    if (colon != argument.size)
      out_.put(redacted);
  }

  TextBuffer &out_;
  Slice program_;
  Next next_ = Next::plain;
};

} // namespace

void put_redacted(TextBuffer &out, Slice text, bool is_cut) {
  Scan(out, text, is_cut).run();
}

void put_command_line(TextBuffer &out, Slice arguments) {
  Arguments line(out);
  for (bool first = true; !arguments.empty(); first = false) {
    const Slice argument = arguments.take_front(arguments.find('\0'));
    arguments = arguments.drop_front(argument.size + 1);
    if (!first)
      out.put(' ');
    line.put(argument);
  }
}

void put_redacted_value(TextBuffer &out, Slice name, Slice value) {
  if (names_secret(name))
    out.put(redacted);
  else
    put_redacted(out, value);
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
