// Secrets that are known by how they look, whatever stands before them.  Pure and async-signal-safe.
#pragma once

#include "runtime/base/text.h"

namespace telinject {

// How many bytes at the beginning of `s` are a secret: a key id of AWS, a bearer token, a JWT, a private key in PEM, a
// token of a well-known service.  0: none is.  To be asked at the beginning of words only.
std::size_t secret_shape(Slice s);

} // namespace telinject
