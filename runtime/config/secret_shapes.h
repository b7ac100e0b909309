// Recognises secrets by their shape, without a name before them.  Pure and async-signal-safe.
#pragma once

#include "runtime/base/text.h"

namespace telinject {

// Returns the length of the secret at the front of `s`: a key id of AWS, a bearer token, a JWT, a private key in PEM, a
// token or a webhook of a well-known service; 0: none.  Call it at the start of words only.  If the end of the text was
// cut off, what may be the begin of a secret is one.
std::size_t secret_shape(Slice s, bool is_cut = false);

} // namespace telinject
