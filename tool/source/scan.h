// A lexical scan of C and C++ text: enough to know what is comment, string and code.  It knows no macros and no
// grammar, needs no compile flags, and takes any bytes at all.  `strip` and the place of the #include rest on it.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace telinject {

enum class TokenKind { space, newline, line_comment, block_comment, literal, identifier, number, punctuation };

struct ScanToken {
  TokenKind kind;
  size_t offset;
  size_t length;
};

// The tokens cover the text without gaps.  A newline token is "\n", "\r\n" or "\r"; an escaped newline is space.
std::vector<ScanToken> scan(std::string_view text);

} // namespace telinject
