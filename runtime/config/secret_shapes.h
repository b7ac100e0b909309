// Recognises secrets by their shape, without a name before them.  Pure and async-signal-safe.
#pragma once

#include "runtime/base/text.h"

namespace telinject {

// Returns the length of the secret at the front of `s`: a key id of AWS, a bearer token, a JWT, a private key in PEM, a
// token of a well-known service; 0: none.  Call it at the start of words only.
std::size_t secret_shape(Slice s);

} // namespace telinject
