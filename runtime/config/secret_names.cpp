// Splits names into words and compares these with the list of secrets: see secret_names.h.
#include "runtime/config/secret_names.h"

#include "runtime/base/characters.h"

namespace telinject {

namespace {

// Anywhere in the name, written as one word or as several.
constexpr Slice contained[] = {
    "password",   "passwd",      "passphrase",   "passcode",      "secret",        "apikey",        "accesskey",
    "privatekey", "accountkey",  "signingkey",   "encryptionkey", "sharedaccess",  "authorization", "credential",
    "authtoken",  "accesstoken", "refreshtoken", "sessiontoken",  "securitytoken", "cardnumber",
};
// Whole words, anywhere in the name.
constexpr Slice words_of_secrets[] = {
    "pwd", "pw", "tkn", "jwt", "bearer", "otp", "cvv", "cvc", "ssn", "iban", "pin", "cred", "creds", "sas",
};
// Whole words at the end of the name.
constexpr Slice words_of_text[] = {"token", "tokens"};
constexpr Slice weak_words[] = {"key", "session",   "card", "pass",   "auth",
                                "sig", "signature", "salt", "cookie", "cookies"};
// They say nothing of what is named, and may follow, as numbers may.
constexpr Slice neutral_words[] = {"id",  "value",  "data", "str",    "string", "text",
                                   "buf", "buffer", "hex",  "base64", "ptr"};

constexpr std::size_t max_word = 16; // longer than all words above

// A word in lower case, without digits at its end.  A longer one is cut, and equals none of the list.
class Word {
public:
  explicit Word(Slice spelled) {
    while (spelled.size > 1 && is_digit(spelled.data[spelled.size - 1]))
      --spelled.size;
    for (; size_ < spelled.size && size_ < sizeof text_; ++size_)
      text_[size_] = lower(spelled.data[size_]);
  }
  template <std::size_t N> bool is_one_of(const Slice (&list)[N]) const {
    for (const Slice word : list)
      if (Slice(text_, size_) == word)
        return true;
    return false;
  }

private:
  char text_[max_word];
  std::size_t size_ = 0;
};

// Takes the next word from the front: "APIKey2_id" has "API", "Key2" and "id".  Returns an empty one at the end.
Slice take_word(Slice &name) {
  std::size_t n = 0;
  while (n < name.size && !is_letter_or_digit(name.data[n]))
    ++n;
  name = name.drop_front(n);
  n = 0;
  while (n < name.size && (is_upper(name.data[n]) || (n != 0 && is_digit(name.data[n]))))
    ++n;
  if (n > 1 && n < name.size && is_lower(name.data[n]) && is_upper(name.data[n - 1]))
    --n; // the last capital begins the next word
  else
    while (n < name.size && (is_lower(name.data[n]) || is_digit(name.data[n])))
      ++n;
  const Slice word = name.take_front(n);
  name = name.drop_front(n);
  return word;
}

// Compares at the front of `name`, skipping '_' and '-' in it.  Returns how much of it the word takes; 0: it differs.
std::size_t match_folded(Slice name, Slice word) {
  std::size_t at = 0, n = 0;
  for (; n < word.size && at < name.size; ++at) {
    const char c = name.data[at];
    if ((c == '_' || c == '-') && n != 0)
      continue;
    if (lower(c) != lower(word.data[n]))
      return 0;
    ++n;
  }
  return n == word.size ? at : 0;
}

bool ends_with_token(Slice name) {
  constexpr Slice token = "token";
  return name.size >= token.size && match_folded(name.drop_front(name.size - token.size), token) != 0;
}

constinit Slice further_words;

} // namespace

bool name_contains(Slice name, Slice word) {
  for (std::size_t i = 0; i < name.size; ++i) {
    const std::size_t size = match_folded(name.drop_front(i), word);
    if (size == 0)
      continue;
    const bool starts = i == 0 || !is_letter_or_digit(name.data[i - 1]);
    const bool ends = i + size == name.size || !is_letter_or_digit(name.data[i + size]);
    if (word.size > 4 || (starts && ends))
      return true;
  }
  return false;
}

SecretName secret_name(Slice name) {
  for (const Slice word : contained)
    if (name_contains(name, word))
      return SecretName::yes;
  SecretName found = SecretName::no;
  std::size_t words = 0;
  bool is_pass = false;
  for (Slice rest = name, spelled = take_word(rest); !spelled.empty(); spelled = take_word(rest)) {
    const Word word(spelled);
    if (word.is_one_of(words_of_secrets))
      return SecretName::yes;
    if (is_digit(spelled.data[0]) || (words != 0 && word.is_one_of(neutral_words)))
      continue;
    ++words;
    found = word.is_one_of(words_of_text) ? SecretName::text
            : word.is_one_of(weak_words)  ? SecretName::weak
                                          : SecretName::no;
    is_pass = word.is_one_of({Slice("pass")});
  }
  if (is_pass && words > 1)
    return SecretName::yes; // "db_pass", but not the pass of a compiler
  return found == SecretName::no && ends_with_token(name) ? SecretName::text : found;
}

void set_secret_names(Slice words) {
  further_words = words;
}

bool names_secret(Slice name) {
  if (secret_name(name) != SecretName::no)
    return true;
  for (Slice rest = further_words; !rest.empty();) {
    Slice word = rest.take_front(rest.find(','));
    rest = rest.drop_front(word.size + 1);
    while (!word.empty() && word.data[0] == ' ')
      word = word.drop_front(1);
    if (!word.empty() && name_contains(name, word))
      return true;
  }
  return false;
}

bool parameter_names_secret(Slice name) {
  char memory[256];
  TextBuffer plain(memory, sizeof memory);
  for (std::size_t i = 0; i < name.size; ++i) {
    const bool coded = name.data[i] == '%' && i + 2 < name.size && hex_value(name.data[i + 1]) >= 0 &&
                       hex_value(name.data[i + 2]) >= 0;
    plain.put(coded ? static_cast<char>(hex_value(name.data[i + 1]) * 16 + hex_value(name.data[i + 2])) : name.data[i]);
    i += coded ? 2 : 0;
  }
  return plain.overflow() || names_secret(plain.slice()); // a longer name is treated as a secret's
}

bool names_secret_header(Slice name) {
  return name_contains(name, "authorization") || name_contains(name, "cookie");
}

} // namespace telinject
