// Text as the inside of a JSON string.  Whatever the bytes, the result is valid JSON in valid UTF-8.
// Pure and async-signal-safe.
#pragma once

#include "runtime/base/text.h"

namespace telinject {

// Appends `s` escaped, without quotes; each maximal piece of invalid UTF-8 becomes U+FFFD.
void put_json(TextBuffer &out, Slice s);

// The same with quotes.
void put_json_string(TextBuffer &out, Slice s);

// Bytes of the character that `s` begins with; 0 where that is no well-formed UTF-8, or nothing.
std::size_t whole_character(Slice s);

// Appends a character; what is none (a surrogate, past U+10FFFF) as U+FFFD.
void put_utf8(TextBuffer &out, std::uint32_t character);

// The longest beginning of `s` of at most `max` bytes that does not end inside a UTF-8 character.
Slice cut_utf8(Slice s, std::size_t max);

} // namespace telinject
