// Knows the short options with which well-known programs are given passwords.  Pure and async-signal-safe.
#pragma once

#include "runtime/base/text.h"

namespace telinject {

// What an argument of a program holds.
struct SecretOption {
  bool is_one = false;
  bool is_user = false;     // NAME:PASSWORD
  std::size_t value_at = 0; // where the secret begins in the argument; 0: it is the next argument
};

// The name of the program if `word`, maybe with folders before it, is that of one in the table; else empty.
Slice program_with_secrets(Slice word);
SecretOption secret_option(Slice program, Slice argument);

} // namespace telinject
