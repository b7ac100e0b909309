// Recognises function bodies without side effects.
#pragma once

#include "clang/AST/DeclCXX.h"

namespace telinject::rewrite {

// Returns true if the runtime may call this what() at any time without changing the program's behaviour. Accepts
// literals, members, accessors of the standard library, other such what() functions, and conditional expressions of
// these.
[[nodiscard]] bool has_harmless_body(const clang::CXXMethodDecl &what);

} // namespace telinject::rewrite
