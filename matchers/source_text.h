// Pieces of the source as sites tell them: on one line, cut, escaped for a string literal, without secrets.
#pragma once

#include "clang/Basic/LangOptions.h"
#include "clang/Basic/SourceManager.h"

#include <string>
#include <vector>

namespace telinject {

// The text from `begin` to the end of the token that starts at `last`; places in macros stand for the macro's call.
// Comments go, white space is folded.  Where a name in it looks secret, its literals become [REDACTED].
std::string source_text(clang::SourceLocation begin, clang::SourceLocation last, const clang::SourceManager &sources,
                        const clang::LangOptions &language, const std::vector<std::string> &redact);

// A string literal that means this text, quotes included, at most `longest` bytes of it.
std::string as_literal(const std::string &text, size_t longest);

} // namespace telinject
