// Stores strings of arbitrary bytes in JSON, which holds Unicode only. File names need not be valid UTF-8.
#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace telinject::rewrite {

// Replaces each byte that is not valid UTF-8 by a private code point, which as_bytes() reverts. Other text is
// unchanged, unless it contains such a code point.
std::string as_unicode(std::string_view bytes);
std::string as_bytes(std::string_view unicode);

// Like as_unicode() for a JSON text, in which a lone surrogate "\udcff" also denotes a byte (Python writes it).
std::string json_as_unicode(std::string_view text);

// Converts every string of the value, including keys of objects.
nlohmann::json with_strings_as_unicode(const nlohmann::json &value);
nlohmann::json with_strings_as_bytes(const nlohmann::json &value);

} // namespace telinject::rewrite
