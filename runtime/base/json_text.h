// Writes text as the contents of JSON strings.  Any input bytes give valid JSON in valid UTF-8.
// Pure and async-signal-safe.
#pragma once

#include "runtime/base/text.h"

namespace telinject {

// Appends `s` escaped, without quotes; each maximal piece of invalid UTF-8 becomes U+FFFD.
void put_json(TextBuffer &out, Slice s);

// The same with quotes.
void put_json_string(TextBuffer &out, Slice s);

// Appends `s`, in which each maximal piece of invalid UTF-8 becomes U+FFFD.
void put_valid_utf8(TextBuffer &out, Slice s);
bool is_valid_utf8(Slice s);

// Returns the size in bytes of the character at the start of `s`; 0 if `s` is empty or does not begin with valid UTF-8.
std::size_t whole_character(Slice s);

// Appends a character; an invalid one (a surrogate, above U+10FFFF) becomes U+FFFD.
void put_utf8(TextBuffer &out, std::uint32_t character);

// Returns the longest prefix of `s` of at most `max` bytes that does not end inside a UTF-8 character.
Slice cut_utf8(Slice s, std::size_t max);

} // namespace telinject
