// Secrets in command lines.  Pure and async-signal-safe.
#pragma once

#include "text.h"

namespace telinject {

// Does a name look as if it named a secret (password, token, api_key, ...)?  Any case, '-' like '_'.
bool names_secret(Slice name);

// Appends the arguments (each ended by a zero byte, as in /proc/self/cmdline) joined by spaces.  The value of
// --password=VALUE, --password VALUE, PASSWORD=VALUE, "Authorization: VALUE" and the user part of SCHEME://USER@HOST become
// [REDACTED].
void put_command_line(Text &out, Slice arguments);

// Appends what an error says.  Behind a secret's name and '=' or ':', all up to the next ',', ';', ')' or line end becomes
// [REDACTED]; so does the user part of SCHEME://USER@HOST.
void put_message(Text &out, Slice message);

} // namespace telinject
