// Replaces secrets with [REDACTED] in command lines, headers, URLs, attributes and messages; docs/configuration.md
// defines what counts as a secret.  Pure and async-signal-safe, except set_secret_names.
#pragma once

#include "runtime/config/secret_names.h"

namespace telinject {

// Appends the arguments (each ended by a zero byte, as in /proc/self/cmdline) joined by spaces.  Replaces the value in
// --password=VALUE, --password VALUE, PASSWORD=VALUE, "Authorization: VALUE", the password in -u NAME:PASSWORD, and
// everything that put_redacted replaces.
void put_command_line(TextBuffer &out, Slice arguments);

// Appends text without its secrets:
//   - the value behind a secret's name and '=' or ':': what is quoted, or else everything up to the next ',', ';', '&',
//     ')' or line end, of headers with credentials up to the line end
//   - the content of an XML element with a secret's name
//   - the user part of SCHEME://USER@HOST
//   - passwords among the options of well-known programs (secret_options.h)
//   - what has the shape of a secret (secret_shapes.h)
// is_cut: the text went on; what may be the begin of a secret at its end is replaced too.
void put_redacted(TextBuffer &out, Slice text, bool is_cut = false);

// Appends the value of a header, an attribute or a parameter with the given name.
void put_redacted_value(TextBuffer &out, Slice name, Slice value);

// Appends a URL: as put_redacted, but also recognises percent-encoded parameter names.
void put_redacted_url(TextBuffer &out, Slice url);

} // namespace telinject
