// Finds arguments of macros in which text can be inserted as elsewhere.
#pragma once

#include "clang/Basic/LangOptions.h"
#include "clang/Basic/SourceManager.h"

namespace telinject::rewrite {

// Returns the location in the file of a token that is written in an argument of a macro's use, if the use is in the file
// and expands the argument once, and neither passes it to another macro nor makes a text or a part of a name of it. Else
// invalid.
clang::SourceLocation in_plain_argument(clang::SourceLocation location, const clang::SourceManager &sources,
                                        const clang::LangOptions &language);

// Returns true if both tokens are in one such argument.
bool is_in_plain_argument(clang::SourceLocation begin, clang::SourceLocation last, const clang::SourceManager &sources,
                          const clang::LangOptions &language);

} // namespace telinject::rewrite
