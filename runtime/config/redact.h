// Secrets are not told: in command lines, headers, URLs, attributes and messages their place has [REDACTED].
// docs/configuration.md says what counts as one.  Pure and async-signal-safe, but for set_secret_names.
#pragma once

#include "runtime/base/text.h"

namespace telinject {

// Does a name look as if it named a secret (password, token, api_key, ...)?  Any case, '-' like '_'.
bool names_secret(Slice name);

// Further words that make a name one of a secret's, with commas between them (TELEMETRY_REDACT).  Before the first
// event; the text must last.
void set_secret_names(Slice words);

// Appends the arguments (each ended by a zero byte, as in /proc/self/cmdline) joined by spaces.  The value of
// --password=VALUE, --password VALUE, PASSWORD=VALUE, "Authorization: VALUE", the password of -u NAME:PASSWORD, and all
// that put_redacted knows, become [REDACTED].
void put_command_line(TextBuffer &out, Slice arguments);

// Appends text.  Behind a secret's name and '=' or ':', what is in quotes, else all up to the next ',', ';', '&', ')'
// or line end becomes [REDACTED]; so do the user part of SCHEME://USER@HOST and what looks like a secret
// (secret_shapes.h).
void put_redacted(TextBuffer &out, Slice text);

// Appends the value of a header, an attribute or a parameter of that name.
void put_redacted_value(TextBuffer &out, Slice name, Slice value);

// Appends a URL: as put_redacted, and percent-encoded names of parameters are known too.
void put_redacted_url(TextBuffer &out, Slice url);

} // namespace telinject
