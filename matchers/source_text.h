// Extracts source text for sites: on one line, truncated, escaped for a string literal, secrets redacted.
#pragma once

#include "clang/Basic/LangOptions.h"
#include "clang/Basic/SourceManager.h"

#include <string>
#include <vector>

namespace telinject::rewrite {

// Returns the text from `begin` to the end of the token that starts at `last`, with macro locations mapped to the
// macro's use. Removes comments and folds white space. If a name in it looks secret, its literals become [REDACTED].
std::string source_text(clang::SourceLocation begin, clang::SourceLocation last, const clang::SourceManager &sources,
                        const clang::LangOptions &language, const std::vector<std::string> &redact);

// Returns a string literal, including quotes, of at most `max_bytes` bytes of the text.
std::string as_literal(const std::string &text, size_t max_bytes);

} // namespace telinject::rewrite
