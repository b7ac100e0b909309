// Demangles names of C++ types.  Pure and async-signal-safe, unlike the demangler of the C++ library, which allocates.
#pragma once

#include "runtime/base/text.h"

namespace telinject {

// Appends the type whose mangled name (Itanium C++ ABI, 5.1) std::type_info::name() returns, in the spelling of the C++
// library's demangler: "std::runtime_error", "char const*".  A name that it cannot demangle (function types,
// expressions as template arguments) is appended unchanged.
void put_type_name(TextBuffer &out, Slice mangled);

} // namespace telinject
