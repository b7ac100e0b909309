// Which names look secret: their values are redacted when rewriting, so that they never reach the runtime.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace telinject {

// Is one of the default words, or of `further`, in this name?  Case, '_' and '-' do not matter ("apiKey", "API_KEY").
bool looks_secret(std::string_view name, const std::vector<std::string> &further);

} // namespace telinject
