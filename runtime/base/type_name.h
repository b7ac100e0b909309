// Names of C++ types as people write them.  Pure and async-signal-safe: the demangler of the C++ library allocates.
#pragma once

#include "runtime/base/text.h"

namespace telinject {

// Appends the type that std::type_info::name() gives in mangled form (Itanium C++ ABI, 5.1), in the spelling of the C++
// library's demangler: "std::runtime_error", "char const*".  What this does not know (types of functions, expressions
// as template arguments) is appended as it stands.
void put_type_name(TextBuffer &out, Slice mangled);

} // namespace telinject
