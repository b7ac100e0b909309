// A text's fingerprint: equal texts have equal ones, and no two texts that differ ever met with the same.
#pragma once

#include <string>
#include <string_view>

namespace telinject {

std::string content_hash(std::string_view text); // BLAKE3, 32 hexadecimal digits

} // namespace telinject
