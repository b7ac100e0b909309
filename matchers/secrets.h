// Decides which names look secret. Their values are redacted during rewriting and never reach the runtime.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace telinject::rewrite {

// Returns true if the name contains a default word or one of `additional`. Ignores case, '_' and '-' ("apiKey",
// "API_KEY").
[[nodiscard]] bool looks_secret(std::string_view name, const std::vector<std::string> &additional);

} // namespace telinject::rewrite
