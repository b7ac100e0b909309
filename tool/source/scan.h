// Splits C and C++ text into tokens without knowing macros or grammar. Needs no compile flags and accepts any bytes.
// `strip` and include_line.h are based on it.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace telinject::rewrite {

enum class TokenKind { space, newline, line_comment, block_comment, literal, identifier, number, punctuation };

struct ScanToken {
  TokenKind kind;
  size_t offset;
  size_t length;
};

// The tokens cover the text without gaps. A newline token is "\n", "\r\n" or "\r"; an escaped newline counts as space.
std::vector<ScanToken> scan(std::string_view text);

} // namespace telinject::rewrite
