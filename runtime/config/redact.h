// Replaces secrets with [REDACTED] in command lines, headers, URLs, attributes and messages; docs/configuration.md
// defines what counts as a secret.  Pure and async-signal-safe, except set_secret_names.
#pragma once

#include "runtime/base/text.h"

namespace telinject {

// Does a name look like that of a secret (password, token, api_key, ...)?  Ignores case; '-' equals '_'.
bool names_secret(Slice name);

// The same for the name of a parameter in a URL, which may be percent-encoded.
bool parameter_names_secret(Slice name);

// Adds words, separated by commas, that mark a name as a secret's (TELEMETRY_REDACT).  Must be called before the first
// event; the text is not copied.
void set_secret_names(Slice words);

// Appends the arguments (each ended by a zero byte, as in /proc/self/cmdline) joined by spaces.  Replaces the value in
// --password=VALUE, --password VALUE, PASSWORD=VALUE, "Authorization: VALUE", the password in -u NAME:PASSWORD, and
// everything that put_redacted replaces.
void put_command_line(TextBuffer &out, Slice arguments);

// Appends text.  After a secret's name and '=' or ':', replaces a quoted value, or else everything up to the next ',',
// ';', '&', ')' or line end; also replaces the user part of SCHEME://USER@HOST and text with the shape of a secret
// (secret_shapes.h).
void put_redacted(TextBuffer &out, Slice text);

// Appends the value of a header, an attribute or a parameter with the given name.
void put_redacted_value(TextBuffer &out, Slice name, Slice value);

// Appends a URL: as put_redacted, but also recognises percent-encoded parameter names.
void put_redacted_url(TextBuffer &out, Slice url);

} // namespace telinject
