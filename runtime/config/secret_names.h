// Recognises the names of secrets.  Pure and async-signal-safe, except set_secret_names.  The rewriter and the runtime
// share this list; docs/configuration.md prints it.
#pragma once

#include "runtime/base/text.h"

namespace telinject {

enum class SecretName : std::uint8_t {
  no,
  weak, // its value is a secret if it is text: "key", "session"; behind such a name in a text, if it looks random
  text, // the same, but a text behind it always is one: "token"
  yes,
};

// Compares the words of a name ("dbPassword", "DB_PASSWORD", "db-password2") with the list, ignoring case.
SecretName secret_name(Slice name);

// Is the name that of a secret, or does it contain a word of set_secret_names?
bool names_secret(Slice name);

// The same for the name of a parameter in a URL, which may be percent-encoded.
bool parameter_names_secret(Slice name);

// Adds words, separated by commas, that mark a name as a secret's (TELEMETRY_REDACT).  Must be called before the first
// event; the text is not copied.
void set_secret_names(Slice words);

// Is the name that of a header whose value is a secret up to the end of the line?
bool names_secret_header(Slice name);

// Does the name contain the word, ignoring case and '_' and '-'?  Words of up to four letters must be whole words.
bool name_contains(Slice name, Slice word);

} // namespace telinject
