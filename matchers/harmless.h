// Bodies of functions that have no effect but their result, as far as that can be seen from the text.
#pragma once

#include "clang/AST/DeclCXX.h"

namespace telinject {

// May the body of this what() run at any time without the program noticing?  Only what is known to be harmless is:
// literals, members, calls of the standard library's accessors, other such what(), and choices among these.
bool has_harmless_body(const clang::CXXMethodDecl &what);

} // namespace telinject
