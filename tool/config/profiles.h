// Profiles: named choices of events and sizes (--profile). docs/configuration.md has their table.
#pragma once

#include "tool/config/settings.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace telinject::rewrite {

std::vector<std::string> profile_names();
[[nodiscard]] std::optional<Profile> profile_named(std::string_view name);

// Returns the settings that the profile changes. The configuration file and the command line override them.
Settings profile_settings(Profile profile);

} // namespace telinject::rewrite
