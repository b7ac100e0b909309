// Strings of any bytes in JSON, which holds Unicode only: a file name need not be valid UTF-8.
#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace telinject {

// The text with each byte that is not part of valid UTF-8 written as a private code point, which as_bytes() turns back.
// Valid text is returned as it is, unless it holds such a code point.
std::string as_unicode(std::string_view bytes);
std::string as_bytes(std::string_view unicode);

// Likewise of a JSON text, in which a lone surrogate "\udcff" is another spelling of the byte (Python writes it).
std::string json_as_unicode(std::string_view text);

// Every string of the value, keys of objects too.
nlohmann::json with_strings_as_unicode(const nlohmann::json &value);
nlohmann::json with_strings_as_bytes(const nlohmann::json &value);

} // namespace telinject
