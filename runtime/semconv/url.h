// Parts of a URL, and the URL without its secrets.  Takes what clients take: a scheme may be missing, slashes may be
// backslashes.  Pure and async-signal-safe.
#pragma once

#include "runtime/base/text.h"

namespace telinject {

struct UrlParts {
  Slice scheme;           // as written; empty: none
  Slice user_info;        // empty: none
  Slice host;             // without the brackets of an IPv6 address
  std::uint32_t port = 0; // as written, else the scheme's; 0: unknown
  Slice path;             // from the first '/' on
  Slice query;            // without the '?'
};

UrlParts parse_url(Slice url);

// Appends the URL with REDACTED in place of the user and the password, of the values of signing parameters
// (conventions: X-Amz-Signature, …), of parameters whose names look secret, and of what has the shape of a secret.
// is_cut: the text is the front of a URL.  Redacting the result again does not change it.
void put_clean_url(TextBuffer &out, Slice url, bool is_cut);

// The same for the part behind the '?'.
void put_clean_query(TextBuffer &out, Slice query);

} // namespace telinject
