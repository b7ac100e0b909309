// Computes a fingerprint of a text; collisions are practically impossible.
#pragma once

#include <string>
#include <string_view>

namespace telinject::rewrite {

std::string content_hash(std::string_view text); // BLAKE3, 32 hexadecimal digits

} // namespace telinject::rewrite
